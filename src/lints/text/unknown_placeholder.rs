//! A text of an alert holds a placeholder that is none, or one of a label that the alert does not have.

use std::collections::BTreeSet;

use crate::config::{Alert, Threshold};
use crate::diagnostic::{Diagnostic, Path, Place, Segment, nearest};
use crate::escape::placeholder::{Piece, Subject, pieces};
use crate::lints::context::{Context, Findings};
use crate::model::AlertingRule;
use crate::promql;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let config = context.config;
    for (name, alert) in &config.alerts {
        let path = Path::of(&["alerts", name]);
        let labels = labels_of_alert(context, name, alert);
        let texts = [
            ("summary", &alert.summary),
            ("description", &alert.description),
            ("runbook", &alert.runbook),
        ];
        for (key, text) in texts {
            judge(text.as_deref(), path.key(key), labels.as_ref(), out);
        }
        for (key, text) in &alert.annotations {
            let path = path.key("annotations").key(key);
            judge(Some(text), path, labels.as_ref(), out);
        }
        for (label, text) in &alert.labels {
            fixed(text, path.key("labels").key(label), out);
        }
    }
    let mut thresholds: Vec<(Path, &String, &Threshold)> = Vec::new();
    let root = Path::of(&["thresholds"]);
    thresholds.extend(config.thresholds.iter().map(|(n, t)| (root.key(n), n, t)));
    for (table, layers) in [
        ("kinds", &config.kinds),
        ("templates", &config.templates),
        ("services", &config.services),
    ] {
        for (owner, layer) in layers {
            let path = Path::of(&[table, owner, "thresholds"]);
            thresholds.extend(layer.thresholds.iter().map(|(n, t)| (path.key(n), n, t)));
        }
    }
    for (name, signal) in &config.signals {
        let path = Path::of(&["signals", name, "threshold"]);
        thresholds.extend(signal.threshold.iter().map(|t| (path.clone(), name, t)));
    }
    for (path, signal, threshold) in thresholds {
        let Threshold::Table(table) = threshold else {
            continue;
        };
        let texts = [
            ("summary", &table.summary),
            ("description", &table.description),
            ("runbook", &table.runbook),
        ];
        // Most thresholds say nothing, and to look for the alerts of each costs as much as there are services.
        if texts.iter().all(|(_, text)| text.is_none()) && table.annotations.is_none() {
            continue;
        }
        let labels = labels_of_signal(context, signal, &path);
        for (key, text) in texts {
            judge(text.as_deref(), path.key(key), labels.as_ref(), out);
        }
        for (key, text) in table.annotations.iter().flatten() {
            let path = path.key("annotations").key(key);
            judge(Some(text), path, labels.as_ref(), out);
        }
    }
}

/// Labels that a rule sets itself.
fn own(rule: &AlertingRule) -> impl Iterator<Item = String> + '_ {
    let fixed = ["alertname", "severity", "signal"].map(String::from);
    let hold = rule.hold.as_ref().map(|_| "hold".to_owned());
    fixed
        .into_iter()
        .chain(hold)
        .chain(rule.labels.keys().cloned())
}

/// Missing: the expression does not tell.
fn labels_of_alert(context: &Context<'_>, name: &str, alert: &Alert) -> Option<BTreeSet<String>> {
    let parsed = promql::parse(alert.expr.as_deref()?).ok()?;
    let mut labels = promql::labels(&parsed)?;
    let path = Path::of(&["alerts", name]);
    let rule = rules(context).find(|rule| rule.path == path)?;
    labels.extend(own(rule));
    Some(labels)
}

fn labels_of_signal(context: &Context<'_>, signal: &str, path: &Path) -> Option<BTreeSet<String>> {
    let service = match path.0.as_slice() {
        [Segment::Key(table), Segment::Key(service), ..] if table == "services" => Some(service),
        _ => None,
    };
    let mut labels = BTreeSet::new();
    let alerts = Segment::Key("alerts".into());
    for rule in
        rules(context).filter(|rule| rule.signal == signal && rule.path.0.first() != Some(&alerts))
    {
        if service.is_none_or(|service| rule.services.contains(service)) {
            labels.extend(own(rule));
            labels.extend(rule.series_labels.iter().cloned());
        }
    }
    (!labels.is_empty()).then_some(labels)
}

fn rules<'c>(context: &Context<'c>) -> impl Iterator<Item = &'c AlertingRule> {
    context.stack.groups.iter().flat_map(|group| &group.alerts)
}

fn judge(text: Option<&str>, path: Path, labels: Option<&BTreeSet<String>>, out: &mut Findings) {
    for (range, piece) in text.map(pieces).unwrap_or_default() {
        match piece {
            Piece::Unknown(written) => out.push(
                Diagnostic::error(
                    "text/unknown-placeholder",
                    format!("`{}` is no placeholder", shown(written)),
                )
                .at(
                    Place::Within(path.clone(), range),
                    "only $value and $labels can be put in",
                )
                .help("write `{{ $value }}` or `{{ $labels.service }}`, or the value through `| humanize`, `| humanizePercentage`, `| humanizeDuration`, `| humanize1024`"),
            ),
            Piece::Placeholder {
                subject: Subject::Label(name),
                ..
            } if labels.is_some_and(|labels| !labels.contains(name)) => {
                let known = labels.into_iter().flatten().map(String::as_str);
                let near = nearest(name, known.clone());
                let all: Vec<&str> = known.collect();
                out.push(
                    Diagnostic::error(
                        "text/unknown-placeholder",
                        format!("the alert has no label `{name}`"),
                    )
                    .at(
                        Place::Within(path.clone(), range),
                        "nothing would stand here",
                    )
                    .help(match near {
                        Some(near) => format!("did you mean `{{{{ $labels.{near} }}}}`?"),
                        None => format!("it has {}", all.join(", ")),
                    }),
                );
            }
            _ => {}
        }
    }
}

/// A label says who an alert is: a value in it would make another alert of it at every evaluation.
fn fixed(text: &str, path: Path, out: &mut Findings) {
    for (range, piece) in pieces(text) {
        if matches!(piece, Piece::Placeholder { .. }) {
            out.push(
                Diagnostic::error(
                    "text/unknown-placeholder",
                    "labels of an alert take no placeholders",
                )
                .at(
                    Place::Within(path.clone(), range),
                    "a label that changes makes another alert each time",
                )
                .help("move it to `summary`, `description` or `annotations`"),
            );
        }
    }
}

fn shown(written: &str) -> String {
    let mut letters = written.chars();
    let short: String = letters.by_ref().take(40).collect();
    if letters.next().is_some() {
        format!("{short}…")
    } else {
        short
    }
}

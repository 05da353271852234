//! Kinds of one's own: files in the form of the built-in ones, judged as strictly as those are by the tests.

use std::collections::BTreeSet;

use promql_parser::label::MatchOp;

use crate::catalog::{Access, Catalog, Dialect, Kind, Signal, Unit};
use crate::config::value::Scalar;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::promql::{self, Expr};
use crate::schema;
use crate::source::{self, Node, Sources};

use super::TakenInput;
use super::files::base_name;
use super::read_value;
use super::signals::expression;

/// One file of `[stack] catalog`.
#[derive(Debug, Clone)]
pub struct OwnKind {
    pub input: TakenInput,
    /// The file's name without `.toml`.
    pub name: String,
    /// Missing: the file describes none, and `findings` say why.
    pub kind: Option<Kind>,
    /// With places in its own file.
    pub findings: Vec<Diagnostic>,
}

impl OwnKind {
    /// Reads a file that is among the sources.
    pub fn read(sources: &Sources, input: TakenInput) -> OwnKind {
        let name = base_name(&input.path);
        let name = name.strip_suffix(".toml").unwrap_or(name).to_owned();
        let (tree, mut findings) = source::parse(sources, input.file);
        findings.extend(schema::validate_kind(&tree));
        let mut kind = None;
        if findings.is_empty() {
            match serde_json::from_value::<Kind>(tree.to_json()) {
                Ok(read) => {
                    judge(&name, &read, &tree, &mut findings);
                    kind = findings.is_empty().then_some(read);
                }
                Err(error) => findings.push(
                    Diagnostic::error("schema/invalid-value", "a value does not fit")
                        .at(Place::File(input.file), error.to_string()),
                ),
            }
        }
        for label in findings.iter_mut().flat_map(|finding| &mut finding.labels) {
            label.place = Place::At(sources.locate(&tree, &label.place));
        }
        OwnKind {
            input,
            name,
            kind,
            findings,
        }
    }
}

fn unusable(title: impl Into<String>, place: Place, label: impl Into<String>) -> Diagnostic {
    Diagnostic::error("kind/not-usable", title).at(place, label)
}

fn judge(name: &str, kind: &Kind, tree: &Node, out: &mut Vec<Diagnostic>) {
    let title = || Place::Value(Path::of(&["title"]));
    let well_named = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b));
    if !well_named {
        out.push(
            unusable(format!("`{name}` cannot be the name of a kind"), title(), "the file's name is the kind's")
                .help("name the file with lower-case letters, digits, `_` and `-`: `kinds/order_queue.toml`"),
        );
    }
    let catalog = Catalog::built_in();
    for word in std::iter::once(name).chain(kind.aliases.iter().map(String::as_str)) {
        if let Some((known, _)) = catalog.kind(word) {
            let place = if word == name {
                title()
            } else {
                Place::Value(Path::of(&["aliases"]))
            };
            out.push(
                unusable(
                    format!("`{word}` is a kind already"),
                    place,
                    format!("monc knows `{known}`"),
                )
                .help("give it another name"),
            );
        }
    }
    match (&kind.exporter, kind.access) {
        (Some(exporter), Access::Exporter) if catalog.components.contains_key(&exporter.component) => {}
        (None, Access::Exporter) => out.push(
            unusable("an exporter container needs `[exporter]`", Place::Value(Path::of(&["access"])), "says that monc adds one")
                .help("write `access = \"service\"`, and the address of an exporter that runs already in the service"),
        ),
        (Some(exporter), Access::Exporter) => out.push(
            unusable(
                format!("there is no exporter `{}`", exporter.component),
                Place::Value(Path::of(&["exporter", "component"])),
                "its image is not known",
            )
            .help("write `access = \"service\"`, and the address of an exporter that runs already in the service"),
        ),
        _ => {}
    }
    if let Some(up) = &kind.up {
        selectors("the gauge", up, &Path::of(&["up"]), out);
    }
    let known: Vec<(&String, &Signal)> = catalog
        .kinds
        .values()
        .flat_map(|kind| &kind.signals)
        .collect();
    for (signal_name, signal) in &kind.signals {
        let path = Path::of(&["signals", signal_name]);
        if let Some((_, other)) = known.iter().find(|(other, _)| *other == signal_name)
            && (other.unit, other.bad_when) != (signal.unit, signal.bad_when)
        {
            out.push(
                unusable(
                    format!("`{signal_name}` means something else already"),
                    Place::Value(path.key("unit")),
                    format!(
                        "elsewhere it is \"{}\", a {}",
                        other.title,
                        other.unit.name()
                    ),
                )
                .help("a signal's name means one thing everywhere: give it another name"),
            );
        }
        threshold(signal, kind, &path, out);
        let of_monc = ["service:up:", "service:limit:"]
            .iter()
            .any(|own| signal.record.starts_with(own));
        if of_monc || known.iter().any(|(_, other)| other.record == signal.record) {
            out.push(
                unusable(
                    format!("`{}` is recorded already", signal.record),
                    Place::Value(path.key("record")),
                    "the name of another signal's series",
                )
                .help(format!(
                    "write \"service:{}_{signal_name}:…\"",
                    name.replace('-', "_")
                )),
            );
        }
        named_well(signal, &path, out);
        let mut forms: Vec<Option<&Dialect>> = kind.dialects.values().map(Some).collect();
        if forms.is_empty() {
            forms.push(None);
        }
        let place = path.key("expr");
        if tree.at(&place).is_none() {
            out.push(
                unusable(
                    format!("`{path}` needs `expr`"),
                    Place::Key(path.clone()),
                    "no expression gives it",
                )
                .help("add `expr = 'sum by (service, instance) (…{job=\"$job\"})'`"),
            );
            continue;
        }
        for text in forms
            .into_iter()
            .filter_map(|dialect| expression(signal, dialect))
        {
            let before = out.len();
            if let Some(parsed) = selectors(&format!("`{signal_name}`"), &text, &place, out)
                && out.len() == before
            {
                labels(signal, &parsed, &place, out);
            }
            if out.len() > before {
                break;
            }
        }
    }
}

/// Limits are in the notation of the unit, and what they name is there.
fn threshold(signal: &Signal, kind: &Kind, path: &Path, out: &mut Vec<Diagnostic>) {
    let Some(threshold) = &signal.threshold else {
        return;
    };
    let path = path.key("threshold");
    let limit = |unit: Unit, value: &serde_json::Value, place: Path, out: &mut Vec<Diagnostic>| {
        let scalar = serde_json::from_value::<Scalar>(value.clone()).ok();
        if scalar.is_none_or(|scalar| read_value(unit, &scalar).is_none()) {
            out.push(
                unusable(
                    format!("{value} is no {}", unit.name()),
                    Place::Value(place),
                    format!("expected {}", unit.expected()),
                )
                .help("write it in the unit of the signal"),
            );
        }
    };
    let severities = [
        ("info", &threshold.info),
        ("warning", &threshold.warning),
        ("critical", &threshold.critical),
    ];
    for (key, value) in severities {
        if let Some(value) = value {
            limit(signal.unit, value, path.key(key), out);
        }
    }
    for (other, value) in &threshold.when {
        let place = path.key("when").key(other);
        match kind.signals.get(other) {
            Some(other) => limit(other.unit, value, place, out),
            None => out.push(
                unusable(
                    format!("this kind has no signal `{other}`"),
                    Place::Key(place),
                    "not a signal of the file",
                )
                .help("name a signal of the same kind"),
            ),
        }
    }
    for label in threshold
        .r#match
        .keys()
        .filter(|label| !signal.keeps.contains(label))
    {
        out.push(
            unusable(
                format!("the signal does not keep `{label}`"),
                Place::Key(path.key("match").key(label)),
                "not in `keeps`",
            )
            .help("match labels that the expression keeps"),
        );
    }
}

fn named_well(signal: &Signal, path: &Path, out: &mut Vec<Diagnostic>) {
    let plain = signal.record.replace("$window", "5m");
    let levels: Vec<&str> = plain.split(':').collect();
    let word = |level: &&str| {
        !level.is_empty()
            && level
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    if levels.len() != 3 || levels[0] != "service" || !levels.iter().all(word) {
        out.push(
            unusable(
                format!("`{}` is no name for recorded series", signal.record),
                Place::Value(path.key("record")),
                "expected `service:<metric>:<operation>`",
            )
            .help(
                "write for example \"service:queue_length:sum\" or \"service:orders:rate$window\"",
            ),
        );
    }
}

/// Parses an expression; every selector must name the job.
fn selectors(what: &str, text: &str, path: &Path, out: &mut Vec<Diagnostic>) -> Option<Expr> {
    let parsed = match promql::parse(&text.replace("$window", "5m")) {
        Ok(parsed) => parsed,
        Err(_) => {
            out.push(
                unusable(
                    format!("{what} is no PromQL"),
                    Place::Value(path.clone()),
                    "Prometheus would refuse this",
                )
                .help("try the expression in Prometheus first"),
            );
            return None;
        }
    };
    if let Some(metric) = of_every_job(&parsed) {
        out.push(
            unusable(
                format!("{what} reads `{metric}` of every job"),
                Place::Value(path.clone()),
                "without `job=\"$job\"`",
            )
            .help(format!(
                "write `{metric}{{job=\"$job\"}}`: monc puts the service's job there"
            )),
        );
    }
    Some(parsed)
}

/// The first metric that is not asked of the service's job.
fn of_every_job(expression: &Expr) -> Option<String> {
    let selector = match expression {
        Expr::VectorSelector(selector) => Some(selector),
        Expr::MatrixSelector(matrix) => Some(&matrix.vs),
        _ => None,
    };
    if let Some(selector) = selector {
        let of_job = selector.matchers.matchers.iter().any(|matcher| {
            matcher.op == MatchOp::Equal && matcher.name == "job" && matcher.value == "$job"
        });
        return (!of_job).then(|| selector.name.clone().unwrap_or_default());
    }
    promql::children(expression)
        .into_iter()
        .find_map(of_every_job)
}

/// The result keeps what the signal says, and nothing else.
fn labels(signal: &Signal, parsed: &Expr, path: &Path, out: &mut Vec<Diagnostic>) {
    let mut wanted: BTreeSet<String> = signal.keeps.iter().cloned().collect();
    wanted.insert("service".into());
    if signal.per_instance {
        wanted.insert("instance".into());
    }
    let found = promql::labels(parsed);
    if found.as_ref() == Some(&wanted) {
        return;
    }
    let list = |labels: &BTreeSet<String>| labels.iter().cloned().collect::<Vec<_>>().join(", ");
    let said = match &found {
        Some(found) if found.is_empty() => "its result has no labels".to_owned(),
        Some(found) => format!("its result has the labels {}", list(found)),
        None => "which labels its result has cannot be told".to_owned(),
    };
    out.push(
        unusable(
            format!("the expression must keep {}", list(&wanted)),
            Place::Value(path.clone()),
            said,
        )
        .help(format!(
            "write `sum by ({}) (…)`, or say in `keeps` what else it keeps",
            list(&wanted)
        )),
    );
}

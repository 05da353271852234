//! Panels of signals, from their `panel` blocks.

use serde_json::json;

use crate::catalog::{BadWhen, Unit};
use crate::escape;
use crate::model::{KindInUse, RecordingRule, Signal, Stack, names};

use super::board::Panel;
use super::expressions::braces;
use super::panel::{self, Query};
use super::{colours, page, units};

/// More services than this: charts show the eight worst over the range.
pub const MANY: usize = 12;

/// Role of a signal: what its block says, else from the unit.
pub fn role(signal: &Signal) -> &str {
    match &signal.panel.role {
        Some(role) => role,
        None if signal.unit == Unit::State => "state",
        None => "inside",
    }
}

/// Which services a page shows: matchers.
pub fn selector(base: &str, signal: &Signal, instances: bool) -> String {
    if instances && signal.per_instance {
        braces(&[base, "instance=~\"$instance\""])
    } else {
        braces(&[base])
    }
}

/// How many series become one number.
pub fn fold(signal: &Signal) -> &str {
    match (&signal.panel.fold, role(signal), signal.bad_when) {
        (Some(fold), _, _) => fold,
        (None, "traffic", _) => "sum",
        (None, "errors", _) => "weighted",
        (None, _, BadWhen::Above) => "max",
        (None, _, BadWhen::Below) => "min",
    }
}

/// One number for the chosen services; `by` keeps labels.
pub fn folded(
    signal: &Signal,
    traffic: Option<&Signal>,
    select: &dyn Fn(&Signal) -> String,
    by: &str,
) -> String {
    let by = if by.is_empty() {
        String::new()
    } else {
        format!(" by ({by})")
    };
    let own = format!("{}{}", signal.record, select(signal));
    match (fold(signal), traffic) {
        ("weighted", Some(traffic)) if signal.unit == Unit::Ratio => {
            let weight = format!("{}{}", traffic.record, select(traffic));
            format!("sum{by} ({own} * {weight}) / (sum{by} ({weight}) > 0)")
        }
        ("weighted", _) => format!("max{by} ({own})"),
        (fold, _) => format!("{fold}{by} ({own})"),
    }
}

/// Whether a limit is recorded for the signal.
pub fn has_limit(stack: &Stack, kind: &KindInUse, signal: &Signal) -> bool {
    let source = if signal.own {
        names::OWN_GROUP
    } else {
        kind.name.as_str()
    };
    let is = |rule: &RecordingRule| {
        rule.record == names::THRESHOLD
            && rule.labels.get("signal") == Some(&signal.name)
            && rule.labels.get("source").map(String::as_str) == Some(source)
    };
    stack
        .groups
        .iter()
        .any(|group| group.recordings.iter().any(is))
}

/// "What it means. Limits … Do first … Recorded as …".
pub fn description(signal: &Signal, limits: bool, many: bool) -> String {
    let mut out = signal.help.means.trim().to_owned();
    if limits {
        let strictest = if many {
            ", the strictest of the chosen services"
        } else {
            ""
        };
        out.push_str(&format!(" Limits: the dashed lines{strictest}."));
    }
    if many {
        out.push_str(" The eight worst over the time range are drawn.");
    }
    out.push_str(&format!(
        " Do first: {} Recorded as `{}`.",
        signal.help.first.trim(),
        signal.record
    ));
    escape::grafana::dashboard_text(&out, &[])
}

/// What an empty chart says.
pub fn empty(signal: &Signal) -> String {
    if let Some(empty) = &signal.panel.empty {
        return empty.clone();
    }
    match role(signal) {
        "traffic" | "errors" | "latency" => "no requests".into(),
        _ if signal.optional => "not recorded by these services".into(),
        _ => "nothing recorded in this time range".into(),
    }
}

/// The chart of a signal, with those that are drawn with it.
pub fn chart(
    stack: &Stack,
    kind: &KindInUse,
    signal: &Signal,
    base: &str,
    instances: bool,
) -> Panel {
    let together = signal
        .panel
        .with
        .iter()
        .filter_map(|name| kind.signals.iter().find(|other| other.name == *name));
    let all: Vec<&Signal> = std::iter::once(signal).chain(together).collect();
    let many = signal.services.len() > MANY || signal.panel.many == Some(true);
    let limits = has_limit(stack, kind, signal);
    let mut queries = Vec::new();
    for (index, drawn) in all.iter().enumerate() {
        let id = ["A", "B", "C", "D", "E"].get(index).copied().unwrap_or("F");
        let mut legend = String::from("{{service}}");
        if drawn.per_instance {
            legend.push_str(" {{instance}}");
        }
        for label in &drawn.keeps {
            legend.push_str(&format!(" {{{{{label}}}}}"));
        }
        if all.len() > 1 {
            legend.push_str(&format!(" · {}", drawn.title));
        }
        queries.push(
            Query::range(
                over_time(drawn, &selector(base, drawn, instances), many),
                legend,
            )
            .named(id),
        );
    }
    if limits {
        let strictest = if signal.bad_when == BadWhen::Above {
            "min"
        } else {
            "max"
        };
        let source = if signal.own {
            names::OWN_GROUP
        } else {
            kind.name.as_str()
        };
        let select = braces(&[
            &format!("signal=\"{}\"", signal.name),
            &format!("source=\"{source}\""),
            base,
        ]);
        let query = Query::range(
            format!("{strictest} by (severity) ({}{select})", names::THRESHOLD),
            "{{severity}} limit",
        );
        queries.push(query.named("Limit"));
    }
    let title = if signal.services.len() > MANY {
        format!("{}, the 8 worst", signal.title)
    } else {
        signal.title.clone()
    };
    let unit = units::of(signal);
    let title = escape::grafana::dashboard_text(&title, &[]);
    let mut drawn = panel::timeseries(
        &title,
        &description(signal, limits, many),
        &queries,
        unit,
        &empty(signal),
    );
    let full =
        signal.unit == Unit::Ratio && (role(signal) == "use" || signal.name.ends_with("_used"));
    if let Some(max) = signal.panel.max.or(full.then_some(1.0)) {
        drawn = panel::with(drawn, "max", json!(max));
    }
    if signal.panel.zero == Some(false) {
        drawn = panel::without(drawn, "min");
    }
    let mut overrides = colours::by_service(&signal.services);
    if limits {
        overrides.extend(panel::limit_overrides());
    }
    panel::stepped(panel::overridden(drawn, overrides), &page::step(stack))
}

/// The recorded series over each step, so that a long range does not lose the bad minutes.
pub fn over_time(signal: &Signal, select: &str, many: bool) -> String {
    let (window, worst) = match (role(signal), signal.bad_when) {
        ("traffic", _) => ("avg_over_time", "topk"),
        (_, BadWhen::Above) => ("max_over_time", "topk"),
        (_, BadWhen::Below) => ("min_over_time", "bottomk"),
    };
    let drawn = format!("{window}({}{select}[$__interval])", signal.record);
    if many {
        format!(
            "{drawn}\nand {worst}(8, {window}({}{select}[$__range] @ end()))",
            signal.record
        )
    } else {
        drawn
    }
}

/// A state as a timeline: one line a service.
pub fn states(
    stack: &Stack,
    title: &str,
    signals: &[&Signal],
    base: &str,
    instances: bool,
) -> Panel {
    let mut texts: Vec<String> = signals
        .iter()
        .map(|signal| format!("{}: {}", signal.title, signal.help.means.trim()))
        .collect();
    texts.push("Blue is fine; red is as bad as the word says.".into());
    let queries: Vec<Query> = signals
        .iter()
        .enumerate()
        .map(|(index, signal)| {
            let id = ["A", "B", "C", "D", "E", "F", "G", "H"]
                .get(index)
                .copied()
                .unwrap_or("I");
            let mut legend = format!("{} · {{{{service}}}}", signal.title);
            for label in &signal.keeps {
                legend.push_str(&format!(" {{{{{label}}}}}"));
            }
            Query::range(
                format!("{}{}", signal.record, selector(base, signal, instances)),
                legend,
            )
            .named(id)
        })
        .collect();
    let description = escape::grafana::dashboard_text(&texts.join(" "), &[]);
    let first = Query::range("vector(0)", "");
    let mut drawn =
        panel::state_timeline(title, &description, first, "not recorded by these services");
    let replaced = panel::timeseries("", "", &queries, "none", "");
    if let Some(targets) = replaced.get("targets") {
        drawn.insert("targets".into(), targets.clone());
    }
    let mapping = colours::mapping(&[("0", "✓ fine", colours::FINE), ("1", "✕ bad", "red")]);
    panel::stepped(panel::with(drawn, "mappings", mapping), &page::step(stack))
}

/// A drill-down that is not recorded.
pub fn raw(kind: &KindInUse, signal: &Signal, base: &str) -> Option<Panel> {
    let text = signal.panel.raw.as_ref()?;
    if text.contains("$requests")
        || text.contains("$duration")
        || text.contains("$route")
        || text.contains("$status")
    {
        return None;
    }
    let jobs = escape::promql::alternation(kind.jobs.iter().map(String::as_str));
    let text = text
        .replace(
            "job=\"$job\"",
            &format!("job=~{}", escape::promql::string(&jobs)),
        )
        .replace("$SEL", base);
    let title = signal
        .panel
        .raw_title
        .clone()
        .unwrap_or_else(|| format!("{}, in detail", signal.title));
    let legend = signal
        .panel
        .legend
        .clone()
        .unwrap_or_else(|| "__auto".into());
    let description = format!(
        "{} Not recorded: asked from the raw series. Do first: {}",
        signal.help.means.trim(),
        signal.help.first.trim()
    );
    Some(panel::timeseries(
        &title,
        &escape::grafana::dashboard_text(&description, &[]),
        &[Query::range(text, legend)],
        units::of(signal),
        &empty(signal),
    ))
}

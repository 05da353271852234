//! Metrics that nothing in this stack gives. An app may give any name: only what is certain, or nearly a known name, is said.

use crate::catalog::{metric, metrics};
use crate::diagnostic::{Diagnostic, nearest};
use crate::lints::context::{Context, Findings};

use super::expressions::{Records, selected};

/// Beginnings of the names that the stack records.
const RECORDED: [&str; 3] = ["service:", "slo:", "monc:"];

/// Endings that names of exporters got, or lost, over time: `node_cpu`, `node_filesystem_avail`.
const UNITS: [&str; 5] = [
    "_total",
    "_bytes",
    "_seconds",
    "_seconds_total",
    "_bytes_total",
];

/// What gives metrics: records, exporters, rule files taken along, and what the file names.
pub struct Given<'c> {
    context: &'c Context<'c>,
    records: Records<'c>,
}

impl<'c> Given<'c> {
    pub fn of(context: &'c Context<'c>) -> Given<'c> {
        Given {
            context,
            records: Records::of(context),
        }
    }

    /// The finding for a metric that certainly is not there, its label and its help.
    pub fn missing(&self, name: &str) -> Option<(Diagnostic, String, String)> {
        let extra = &self.context.config.prometheus.extra_metrics;
        let elsewhere = self.records.has(name)
            || self.records.may_be_taken(name)
            || extra.iter().any(|pattern| fits(pattern, name));
        if elsewhere {
            None
        } else if RECORDED.iter().any(|prefix| name.starts_with(prefix)) {
            Some(unrecorded(name, &self.records))
        } else {
            of_exporters(name, self.context)
        }
    }
}

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let given = Given::of(context);
    for expression in &context.expressions {
        for node in expression.nodes() {
            let Some(name) = selected(node) else { continue };
            if let Some((finding, label, help)) = given.missing(name) {
                let place = expression.place(expression.located.name(node));
                out.push(finding.at(place, label).help(help));
            }
        }
    }
}

type Found = (Diagnostic, String, String);

fn unrecorded(name: &str, records: &Records<'_>) -> Found {
    let beginning = name.split(':').next().unwrap_or(name);
    let alike = records.names().filter(|known| known.starts_with(beginning));
    (
        Diagnostic::error(
            "promql/unknown-metric",
            format!("no rule records `{name}`: this never gives data"),
        ),
        "not a record of this stack".to_owned(),
        nearest(name, alike).map_or_else(
            || "`monc list signals` shows what is recorded".to_owned(),
            |near| format!("did you mean `{near}`?"),
        ),
    )
}

fn of_exporters(name: &str, context: &Context<'_>) -> Option<Found> {
    let stack = context.stack;
    let scraped = |kind: &str| stack.jobs.iter().any(|job| job.kind == kind);
    let uses = |kind: &str| stack.services.iter().any(|service| service.kind == kind);
    if let Some(metric) = metric(name) {
        // A service of kind `metrics` may be such an exporter.
        if scraped(metric.kind) || uses("metrics") {
            return None;
        }
        let title = format!("`{name}` is a metric of kind `{}`", metric.kind);
        let level = if uses("http") {
            Diagnostic::warning("promql/unknown-metric", title)
        } else {
            Diagnostic::error("promql/unknown-metric", title)
        };
        return Some((
            level,
            "nothing in this file gives it".to_owned(),
            format!(
                "{}; or name it in `extra_metrics` of `[prometheus]`",
                giver(metric.kind)
            ),
        ));
    }
    let near = metrics()
        .filter(|(_, metric)| scraped(metric.kind))
        .find(|(known, _)| is_slip(name, known))?
        .0;
    Some((
        Diagnostic::warning(
            "promql/unknown-metric",
            format!("no exporter is known to give `{name}`"),
        ),
        "not one of its metrics".to_owned(),
        format!("did you mean `{near}`? If not, name it in `extra_metrics` of `[prometheus]`"),
    ))
}

/// What to write so that metrics of this kind are there.
fn giver(kind: &str) -> String {
    match kind {
        "probe" | "blackbox" => "let a service be probed: `probe = \"https://…\"`".to_owned(),
        kind => format!("add the service that gives it: `kind = \"{kind}\"`"),
    }
}

/// Whether a name is a known one but for one letter or the unit at its end, with the same first word.
fn is_slip(name: &str, known: &str) -> bool {
    let first = |name: &str| name.split('_').next().map(str::to_owned);
    if first(name) != first(known) || name.len() < 8 {
        return false;
    }
    let (longer, shorter) = if name.len() > known.len() {
        (name, known)
    } else {
        (known, name)
    };
    if let Some(rest) = longer.strip_prefix(shorter)
        && UNITS.contains(&rest)
    {
        return true;
    }
    // Families that differ by a digit, such as `udp` and `udp6`, are all there.
    let digits = |name: &str| -> String { name.chars().filter(char::is_ascii_digit).collect() };
    digits(name) == digits(known) && strsim::damerau_levenshtein(name, known) == 1
}

/// `*` stands for any letters.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{fits, is_slip};

    #[test]
    fn patterns_fit_whole_names() {
        for (pattern, name, fit) in [
            ("app_*", "app_x", true),
            ("app_*", "my_app_x", false),
            ("app", "app_x", false),
            ("*_total", "a_total", true),
            ("a*b*c", "a_b_b_c", true),
            ("a*bc*bc", "abc", false),
            ("*", "anything", true),
        ] {
            assert_eq!(fits(pattern, name), fit, "{pattern} {name}");
        }
    }

    #[test]
    fn only_slips_are_said() {
        for (name, known, slip) in [
            ("node_filesystem_avail", "node_filesystem_avail_bytes", true),
            (
                "node_memory_MemAvailble_bytes",
                "node_memory_MemAvailable_bytes",
                true,
            ),
            (
                "node_netstat_Udp6_InErrors",
                "node_netstat_Udp_InErrors",
                false,
            ),
            ("node_netstat_Tcp_InErrs", "node_netstat_Tcp_InSegs", false),
            ("app_requests_total", "node_requests_total", false),
        ] {
            assert_eq!(is_slip(name, known), slip, "{name}");
        }
    }
}

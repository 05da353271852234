//! A matcher for a value that no alert carries never matches: `severity = "page"`, a team that was renamed.

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::lints::context::{Context, Findings, did_you_mean};
use crate::model::Operator;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let labels = super::alert_labels(context.stack);
    for route in &context.stack.routing.routes {
        for matcher in &route.matches {
            let Some(Some(values)) = labels.get(&matcher.label) else {
                continue;
            };
            let wanted: Vec<&str> = match matcher.operator {
                Operator::Equal | Operator::NotEqual => vec![matcher.value.as_str()],
                // A list of plain values became an alternation of literals.
                Operator::Matches if is_plain(&matcher.value) => matcher.value.split('|').collect(),
                _ => continue,
            };
            for value in wanted
                .into_iter()
                .filter(|value| !value.is_empty() && !values.contains(*value))
            {
                let near = match (matcher.label.as_str(), value) {
                    ("severity", "page" | "high" | "error" | "fatal" | "crit") => Some("critical"),
                    ("severity", "warn" | "low" | "ticket") => Some("warning"),
                    _ => nearest(value, values.iter().map(String::as_str)),
                };
                let some: Vec<&str> = values.iter().map(String::as_str).take(8).collect();
                out.push(
                    Diagnostic::warning(
                        "route/unknown-value",
                        format!("no alert has {} = \"{value}\"", matcher.label),
                    )
                    .at(
                        Place::Value(route.path.key("match").key(&matcher.label)),
                        "no alert carries this value",
                    )
                    .help(did_you_mean(
                        near,
                        format!("values are {}", some.join(", ")),
                    )),
                );
            }
        }
    }
}

fn is_plain(pattern: &str) -> bool {
    pattern
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == b'|')
}

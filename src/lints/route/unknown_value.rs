//! A matcher for a value that no alert carries never matches: `severity = "page"`, a team that was renamed. Where the values are
//! a closed set, a value outside of it is an error.

use std::collections::BTreeSet;

use crate::catalog::Severity;
use crate::diagnostic::{Diagnostic, Level, Place, nearest};
use crate::lints::context::{Context, Findings, did_you_mean};
use crate::model::delivery::{Matcher, vocabulary};
use crate::model::{LabelMatch, Operator, Route};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let labels = vocabulary(context.stack);
    for route in &context.stack.routing.routes {
        for matcher in &route.matches {
            let Some(Some(values)) = labels.get(&matcher.label) else {
                continue;
            };
            let wanted: Vec<&str> = match matcher.operator {
                Operator::Equal | Operator::NotEqual => vec![matcher.value.as_str()],
                // A list of plain values became an alternation of literals.
                Operator::Matches if is_plain(&matcher.value) => matcher.value.split('|').collect(),
                Operator::Matches => {
                    let compiled = Matcher::new(matcher);
                    let some = values.iter().any(|value| compiled.holds(value));
                    // An alert without the label has it empty.
                    if !some && !compiled.holds("") {
                        let some: Vec<&str> = values.iter().map(String::as_str).take(8).collect();
                        out.push(
                            Diagnostic::warning(
                                "route/unknown-value",
                                format!("no alert has a {} that this matches", matcher.label),
                            )
                            .at(
                                Place::Value(route.path.key("match").key(&matcher.label)),
                                "it must match the whole value",
                            )
                            .help(format!("values are {}", some.join(", "))),
                        );
                    }
                    continue;
                }
                Operator::MatchesNot => continue,
            };
            for value in wanted
                .into_iter()
                .filter(|value| !value.is_empty() && !values.contains(*value))
            {
                let known = closed(context, &matcher.label);
                if known.as_ref().is_some_and(|known| known.contains(value)) {
                    // It is one, and nothing has it now: the last of a team's services went.
                    out.push(finding(route, matcher, value, Level::Warning).help(format!(
                        "nothing carries it now; take it out, or give a service `{} = \"{value}\"`",
                        matcher.label
                    )));
                    continue;
                }
                let level = if known.is_some() {
                    Level::Error
                } else {
                    Level::Warning
                };
                let near = match (matcher.label.as_str(), value) {
                    ("severity", "page" | "high" | "error" | "fatal" | "crit") => Some("critical"),
                    ("severity", "warn" | "low" | "ticket") => Some("warning"),
                    _ => None,
                };
                let values: BTreeSet<&str> = match &known {
                    Some(known) => known.iter().map(String::as_str).collect(),
                    None => values.iter().map(String::as_str).collect(),
                };
                let near = near.or_else(|| nearest(value, values.iter().copied()));
                let some: Vec<&str> = values.into_iter().take(8).collect();
                out.push(finding(route, matcher, value, level).help(did_you_mean(
                    near,
                    format!("values are {}", some.join(", ")),
                )));
            }
        }
    }
}

fn finding(route: &Route, matcher: &LabelMatch, value: &str, level: Level) -> Diagnostic {
    Diagnostic::new(
        "route/unknown-value",
        level,
        format!("no alert has {} = \"{value}\"", matcher.label),
    )
    .at(
        Place::Value(route.path.key("match").key(&matcher.label)),
        "no alert carries this value",
    )
}

/// All values that a label can have, where the file or the language closes the set.
fn closed(context: &Context<'_>, label: &str) -> Option<BTreeSet<String>> {
    let config = context.config;
    match label {
        "severity" => Some(
            Severity::ALL
                .into_iter()
                .map(|severity| severity.name().to_owned())
                .collect(),
        ),
        "service" => Some(
            config
                .services
                .keys()
                .chain(context.stack.services.iter().map(|service| &service.name))
                .cloned()
                .collect(),
        ),
        "team" if !config.grafana.teams.is_empty() => {
            let used = config.services.values().filter_map(|s| s.team.as_ref());
            Some(config.grafana.teams.keys().chain(used).cloned().collect())
        }
        _ => None,
    }
}

fn is_plain(pattern: &str) -> bool {
    pattern
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == b'|')
}

//! A route that nothing reaches: no alert matches, or earlier routes catch everything that would.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::model::delivery::{Matcher, Tellings, vocabulary};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    if stack.routing.routes.is_empty() {
        return;
    }
    let labels = vocabulary(stack);
    let tellings = Tellings::new(stack);
    let reached: BTreeSet<usize> = stack
        .groups
        .iter()
        .flat_map(|group| &group.alerts)
        .filter(|rule| rule.severity.is_some())
        .flat_map(|rule| tellings.of(rule))
        .flat_map(|telling| telling.routes)
        .collect();
    for (index, route) in stack.routing.routes.iter().enumerate() {
        // A matcher that can match nothing has a finding of its own.
        let said = route
            .matches
            .iter()
            .any(|matcher| match labels.get(&matcher.label) {
                None => true,
                Some(Some(values)) => {
                    let compiled = Matcher::new(matcher);
                    !compiled.holds("") && !values.iter().any(|value| compiled.holds(value))
                }
                Some(None) => false,
            });
        if reached.contains(&index) || said {
            continue;
        }
        let name = route.name.as_ref().map_or_else(
            || format!("route {}", index + 1),
            |name| format!("route `{name}`"),
        );
        out.push(
            Diagnostic::warning("route/unreachable", format!("nothing reaches {name}"))
                .at(
                    Place::Value(route.path.clone()),
                    "no alert matches, or earlier routes catch them all",
                )
                .help("move it up, change its `match`, or take it out"),
        );
    }
}

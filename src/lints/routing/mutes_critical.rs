//! Times in which nobody is told of critical alerts are rarely meant.

use std::collections::BTreeSet;

use crate::catalog::Severity;
use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::model::delivery::Tellings;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    let muting: Vec<(usize, &str)> = stack
        .routing
        .routes
        .iter()
        .enumerate()
        .filter_map(
            |(index, route)| match (route.mute.is_empty(), route.active.is_empty()) {
                (false, _) => Some((index, "mute")),
                (true, false) => Some((index, "active")),
                (true, true) => None,
            },
        )
        .collect();
    if muting.is_empty() {
        return;
    }
    let tellings = Tellings::new(stack);
    let telling: BTreeSet<usize> = stack
        .groups
        .iter()
        .flat_map(|group| &group.alerts)
        .filter(|rule| rule.severity == Some(Severity::Critical))
        .flat_map(|rule| tellings.of(rule))
        .flat_map(|way| way.routes)
        .collect();
    for (index, key) in muting {
        let Some(route) = stack
            .routing
            .routes
            .get(index)
            .filter(|_| telling.contains(&index))
        else {
            continue;
        };
        let label = if key == "mute" {
            "nobody is told of them then"
        } else {
            "nobody is told of them outside these times"
        };
        out.push(
            Diagnostic::advice(
                "routing/mutes-critical",
                "critical alerts are muted at times",
            )
            .at(Place::Value(route.path.key(key)), label)
            .help("add `severity = \"warning\"` to `match`, or set `routing.mutes-critical = \"allow\"` in `[lint]` if it is meant"),
        );
    }
}

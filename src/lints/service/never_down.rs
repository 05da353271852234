//! A dependency that no alert ever says is down holds back nothing.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::model::names;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    let seen_dead: BTreeSet<&str> = stack
        .groups
        .iter()
        .flat_map(|group| &group.alerts)
        .filter(|rule| rule.alert == names::SERVICE_DOWN)
        .flat_map(|rule| rule.services.iter())
        .map(String::as_str)
        .collect();
    for service in &stack.services {
        let Some(written) = context.config.services.get(&service.name) else {
            continue;
        };
        for (index, on) in written.depends_on.iter().enumerate() {
            let Some(parent) = stack
                .service(on)
                .filter(|_| !seen_dead.contains(on.as_str()))
            else {
                continue;
            };
            let (why, help) = match parent.kind.as_str() {
                "host" => (
                    "a host that is known by its node_exporter only is never seen dead",
                    format!(
                        "write `runs_on = \"{on}\"`; a host elsewhere with an `icmp` or `tcp` probe is seen dead"
                    ),
                ),
                "container" | "probe" => (
                    "a service of this kind is never seen dead",
                    "depend on the service itself, with its own kind".to_owned(),
                ),
                _ => (
                    "its `down` is turned off",
                    format!("leave `thresholds.down` of `{on}` on, or take it out here"),
                ),
            };
            out.push(
                Diagnostic::warning(
                    "service/never-down",
                    format!(
                        "that `{on}` is down holds back nothing of `{}`",
                        service.name
                    ),
                )
                .at(
                    Place::Value(service.path.key("depends_on").index(index)),
                    why,
                )
                .help(help),
            );
        }
    }
}

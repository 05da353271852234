//! A variable that the dashboard does not have.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::at;
use super::query::{is_built_in, used};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        let known: Vec<&str> = board
            .variables()
            .into_iter()
            .map(|(_, name)| name)
            .collect();
        let mut said = std::collections::BTreeSet::new();
        for target in board.targets() {
            // A panel may be repeated for a variable, or have one of its own links.
            for name in used(target.text) {
                if is_built_in(name)
                    || known.contains(&name)
                    || name.starts_with("DS_")
                    || !said.insert(name)
                {
                    continue;
                }
                out.push(
                    Diagnostic::warning(
                        "dashboard/unknown-variable",
                        format!("the dashboard has no variable `{name}`"),
                    )
                    .at(
                        at(target.expr),
                        format!("Prometheus would get `${name}` as it is"),
                    )
                    .help("add it in the settings of the dashboard, or write the value itself"),
                );
            }
        }
    }
}

//! A variable that nothing reads.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::source::{Node, Value};

use super::at;
use super::query::variables;

/// Every variable that a text of the dashboard names.
fn named<'n>(node: &'n Node, out: &mut BTreeSet<&'n str>) {
    match &node.value {
        Value::String(text) => out.extend(variables(text).into_iter().map(|(_, name)| name)),
        Value::Array(items) => items.iter().for_each(|item| named(item, out)),
        Value::Table(table) => {
            for entry in table.entries() {
                // `repeat` names its variable without a dollar.
                if entry.key == "repeat" {
                    out.extend(entry.node.string());
                }
                named(&entry.node, out);
            }
        }
        _ => {}
    }
}

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        let Some(root) = board.root() else { continue };
        let mut used = BTreeSet::new();
        named(root, &mut used);
        for (variable, name) in board.variables() {
            // Ad-hoc filters are added to every query by Grafana itself.
            let kind = variable.get("type").and_then(Node::string);
            if used.contains(name) || matches!(kind, Some("adhoc" | "groupby")) {
                continue;
            }
            let place = variable.get("name").unwrap_or(variable);
            out.push(
                Diagnostic::advice(
                    "dashboard/unused-variable",
                    format!("nothing reads the variable `{name}`"),
                )
                .at(at(place), "people choose a value, and nothing changes")
                .help("use it in a query, or take it out"),
            );
        }
    }
}

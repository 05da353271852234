//! The number that a dashboard had in the database of another Grafana.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::source::Value;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        let entry = board.root().and_then(|root| root.table()?.get("id"));
        let Some(entry) = entry.filter(|entry| matches!(entry.node.value, Value::Integer(_)))
        else {
            continue;
        };
        out.push(
            Diagnostic::advice("dashboard/id-set", format!("`{}` has an `id`", board.path))
                .at(Place::At(entry.key_span), "its number in another Grafana")
                .help("write `\"id\": null`"),
        );
    }
}

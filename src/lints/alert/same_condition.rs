//! Two own alerts with one condition tell everything twice.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, value};
use crate::promql;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    // Printed by the parser: blanks, comments and line ends do not make another condition.
    let mut seen: BTreeMap<(String, &str), &str> = BTreeMap::new();
    for (name, alert) in &context.config.alerts {
        let Some(expr) = alert
            .expr
            .as_deref()
            .filter(|_| alert.enabled != Some(false))
        else {
            continue;
        };
        let Ok(parsed) = promql::parse(expr) else {
            continue;
        };
        // The same condition may warn first and page later.
        let severity = alert.severity.map_or("", |severity| severity.name());
        let key = (promql::print(&parsed), severity);
        match seen.get(&key) {
            Some(first) => out.push(
                Diagnostic::warning(
                    "alert/same-condition",
                    format!("`{first}` and `{name}` fire for the same reason"),
                )
                .at(value(&["alerts", name, "expr"]), "the same condition")
                .at(value(&["alerts", first, "expr"]), "the first is here")
                .help("take one of them out"),
            ),
            None => {
                seen.insert(key, name);
            }
        }
    }
}

//! No own alert is called like a generated one, and none of a rule file like one of the stack.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings, key};
use crate::model::names;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let generated = names::generated_alerts(context.catalog);
    let signals: BTreeSet<String> = context
        .config
        .signals
        .keys()
        .map(|name| names::camel(name))
        .collect();
    for name in context.config.alerts.keys() {
        let what = if generated.contains(name) {
            "monc makes an alert of this name"
        } else if signals.contains(name) {
            "a signal of this file has an alert of this name"
        } else {
            continue;
        };
        out.push(
            Diagnostic::error(
                "alert/name-clash",
                format!("the alert `{name}` exists already"),
            )
            .at(key(&["alerts", name]), what)
            .help("give it another name"),
        );
    }
    // A file taken along is older than the stack: only what this one has is told twice.
    let made: BTreeSet<&str> = context
        .stack
        .groups
        .iter()
        .flat_map(|group| &group.alerts)
        .map(|rule| rule.alert.as_str())
        .collect();
    for rule in context.rule_files.iter().flat_map(|file| file.rules()) {
        let Some((node, name)) = rule.alert.and_then(|node| Some((node, node.string()?))) else {
            continue;
        };
        if made.contains(name) {
            out.push(
                Diagnostic::error(
                    "alert/name-clash",
                    format!("the alert `{name}` exists already"),
                )
                .at(Place::At(node.span), "this stack has an alert of this name")
                .help("take it out, or give it another name"),
            );
        }
    }
}

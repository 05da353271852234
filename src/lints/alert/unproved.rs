//! Signals and alerts of the file for which no example says what they make of a series.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (name, alert) in &context.config.alerts {
        if alert.enabled != Some(false) && alert.expr.is_some() && alert.example.is_none() {
            out.push(
                Diagnostic::advice(
                    "alert/unproved",
                    format!("nothing proves that alert `{name}` can fire"),
                )
                .at(key(&["alerts", name]), "no `example`")
                .help("add `example = { input = { 'metric{label=\"value\"}' = 100 } }`: series with which it must fire"),
            );
        }
    }
    for (name, signal) in &context.config.signals {
        if signal.enabled != Some(false) && signal.expr.is_some() && signal.example.is_none() {
            out.push(
                Diagnostic::advice(
                    "alert/unproved",
                    format!("nothing proves what signal `{name}` makes of its metrics"),
                )
                .at(key(&["signals", name]), "no `example`")
                .help("add `example = { input = { 'metric{label=\"value\"}' = 6 }, value = 6 }`: raw series, and what it is then"),
            );
        }
    }
}

//! No own alert is called like a generated one.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};
use crate::model::names;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut generated: BTreeSet<String> = context
        .catalog
        .kinds
        .iter()
        .flat_map(|(kind, known)| {
            known
                .signals
                .keys()
                .map(move |signal| names::alert(kind, signal))
        })
        .collect();
    generated.extend(
        [
            "ServiceDown",
            "ServiceUnseen",
            "ServiceInstanceDown",
            "ServiceFlapping",
            "SignalMissing",
            "Watchdog",
            "StackFactsMissing",
        ]
        .map(String::from),
    );
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
}

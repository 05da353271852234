//! Some labels have a meaning already.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::names;

/// Labels of an alert that have keys of their own or that monc sets.
const FIXED: [&str; 9] = [
    "alertname",
    "severity",
    "service",
    "signal",
    "hold",
    "alertstate",
    "stack",
    "environment",
    "kind",
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let kept: BTreeSet<&str> = context
        .stack
        .kinds
        .iter()
        .flat_map(|kind| &kind.signals)
        .flat_map(|signal| &signal.keeps)
        .map(String::as_str)
        .collect();
    let services = context.config.services.iter().flat_map(|(name, service)| {
        service
            .labels
            .keys()
            .map(move |label| (Path::of(&["services", name, "labels", label]), label))
    });
    let stack = context
        .config
        .stack
        .labels
        .keys()
        .map(|label| (Path::of(&["stack", "labels", label]), label));
    let alerts = context.config.alerts.iter().flat_map(|(name, alert)| {
        alert
            .labels
            .keys()
            .filter(|label| FIXED.contains(&label.as_str()))
            .map(move |label| (Path::of(&["alerts", name, "labels", label]), label))
    });
    for (path, label) in services.chain(stack).chain(alerts) {
        let what = if names::RESERVED_LABELS.contains(&label.as_str()) {
            "monc or Prometheus sets this label"
        } else if label.starts_with("exported_") || label.starts_with("__") {
            "Prometheus uses labels of this form"
        } else if kept.contains(label.as_str()) {
            "a signal in use has this label"
        } else {
            continue;
        };
        out.push(
            Diagnostic::error("label/reserved", format!("the label `{label}` is taken"))
                .at(Place::Key(path), what)
                .help("give it another name"),
        );
    }
}

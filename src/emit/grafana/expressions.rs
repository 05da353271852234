//! Expressions that pages share.

use crate::model::names::{SERVICE, UP};

/// `{a,b}` of selectors, or nothing.
pub fn braces(selectors: &[&str]) -> String {
    let inside: Vec<&str> = selectors
        .iter()
        .copied()
        .filter(|selector| !selector.is_empty())
        .collect();
    if inside.is_empty() {
        String::new()
    } else {
        format!("{{{}}}", inside.join(","))
    }
}

/// State of services: 0 fine, 1 warning, 2 critical, 3 down, 4 unseen. Label sets differ between the branches on purpose:
/// equal ones would let `or` drop one.
pub fn state(selector: &str) -> String {
    let services = format!("{SERVICE}{}", braces(&[selector]));
    let up = format!("{UP}{}", braces(&[selector]));
    let critical = format!(
        "ALERTS{}",
        braces(&["alertstate=\"firing\"", "severity=\"critical\"", selector])
    );
    let warning = format!(
        "ALERTS{}",
        braces(&["alertstate=\"firing\"", "severity=\"warning\"", selector])
    );
    format!(
        "max by (service, kind) (\n  (\n    4 * (max by (service) ({services}) unless on (service) {UP})\n    or 3 + (max by (service) ({up}) == 0)\n    or 2 * max by (service, severity) ({critical})\n    or max by (service, severity) ({warning})\n    or 0 * max by (service) ({services})\n  ) * on (service) group_left (kind) max by (service, kind) ({services})\n)"
    )
}

/// The worst thing that is true: 4 means that the watchdog is missing, so that nothing can be believed.
pub fn verdict(selector: &str) -> String {
    let firing = |more: &str| {
        format!(
            "ALERTS{}",
            braces(&["alertstate=\"firing\"", more, selector])
        )
    };
    format!(
        "max(\n  4 * absent(ALERTS{{alertname=\"Watchdog\",alertstate=\"firing\"}})\n  or 3 * max by (alertname) ({})\n  or 2 * max by (severity) ({})\n  or max by (severity) ({})\n  or vector(0)\n)",
        firing("alertname=~\"ServiceDown|ServiceUnseen\""),
        firing("severity=\"critical\""),
        firing("severity=\"warning\""),
    )
}

/// Alerts that fire now, then those of the range that are over; each joined to the kind of its service, so that its line
/// can lead to its page. Alerts of services in no list lead to the page of all alerts.
pub fn alerts(selector: &str) -> String {
    let severities = "severity=~\"critical|warning\"";
    let since = format!("ALERTS_FOR_STATE{}", braces(&[severities, selector]));
    let firing = format!(
        "ALERTS{}",
        braces(&["alertstate=\"firing\"", severities, selector])
    );
    let by = "max by (alertname, service, severity, signal, instance)";
    let now = format!("{by} ({since} and ignoring (alertstate) {firing})");
    let past = format!(
        "{by} (last_over_time({since}[$__range]) and ignoring (alertstate) last_over_time({firing}[$__range]))"
    );
    format!(
        "1000 * (\n  {now}\n  or label_replace({past} unless {now}, \"severity\", \"x-$1\", \"severity\", \"(.+)\")\n) * on (service) group_left (kind) (\n  max by (service, kind) ({SERVICE})\n  or label_replace(max by (service) (ALERTS) unless on (service) {SERVICE}, \"kind\", \"alerts\", \"\", \"\")\n)"
    )
}

/// Joined to the kind of its service, so that a click knows the page.
pub fn with_kind(expression: &str, more: &str) -> String {
    format!("max by (service, kind{more}) ({expression})")
}

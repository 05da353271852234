//! Which labels alerts have, and with which values.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Severity;
use crate::model::Stack;

/// Every label that some alert has, with its values where they are known (`None`: only the series know).
pub fn vocabulary(stack: &Stack) -> BTreeMap<String, Option<BTreeSet<String>>> {
    let mut out: BTreeMap<String, Option<BTreeSet<String>>> = BTreeMap::new();
    let mut add = |label: &str, value: Option<&str>| {
        let entry = out
            .entry(label.to_owned())
            .or_insert_with(|| Some(BTreeSet::new()));
        match (entry.as_mut(), value) {
            (Some(values), Some(value)) => {
                values.insert(value.to_owned());
            }
            (_, None) => *entry = None,
            (None, _) => {}
        }
    };
    for (label, value) in &stack.external_labels {
        add(label, Some(value));
    }
    for service in &stack.services {
        add("service", Some(&service.name));
        for (label, value) in service.identity() {
            add(&label, Some(&value));
        }
    }
    for rule in stack.groups.iter().flat_map(|group| &group.alerts) {
        add("alertname", Some(&rule.alert));
        add("signal", Some(&rule.signal));
        add(
            "severity",
            Some(rule.severity.map_or("none", Severity::name)),
        );
        if let Some(hold) = &rule.hold {
            add("hold", Some(hold));
        }
        for (label, value) in &rule.labels {
            add(label, Some(value));
        }
        for label in &rule.series_labels {
            let identity = label == "service" || stack.identity_labels.contains(label);
            // Own alerts carry what their expression gives.
            if !identity || rule.unit.is_none() {
                add(label, None);
            }
        }
    }
    out
}

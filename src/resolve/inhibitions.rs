//! What holds what back.

use std::collections::{BTreeMap, BTreeSet};

use crate::escape;
use crate::model::{Inhibition, LabelMatch, Operator};

use super::scope::Scope;

pub fn resolve(scope: &mut Scope<'_>) {
    let mut kept: BTreeSet<&str> = BTreeSet::from(["instance"]);
    for signal in scope.stack.kinds.iter().flat_map(|kind| &kind.signals) {
        kept.extend(signal.keeps.iter().map(String::as_str));
    }
    let mut equal = vec!["alertname".to_owned(), "service".to_owned()];
    equal.extend(kept.into_iter().map(str::to_owned));
    let mut out = vec![
        Inhibition {
            name: "critical-over-warning".into(),
            source: vec![is("severity", "critical"), matches("signal", ".+")],
            target: vec![matches("severity", "warning|info"), matches("signal", ".+")],
            equal: equal.clone(),
        },
        Inhibition {
            name: "warning-over-info".into(),
            source: vec![is("severity", "warning"), matches("signal", ".+")],
            target: vec![is("severity", "info"), matches("signal", ".+")],
            equal,
        },
        Inhibition {
            name: "service-down-over-its-own".into(),
            source: vec![is("alertname", "ServiceDown")],
            target: vec![
                matches("signal", ".+"),
                not("alertname", "ServiceDown"),
                not("alertname", "Watchdog"),
            ],
            equal: vec!["service".into()],
        },
    ];
    for (parent, dependants) in dependants(scope) {
        let names = escape::promql::alternation(dependants.iter().map(String::as_str));
        out.push(Inhibition {
            name: format!("{parent}-down"),
            source: vec![is("alertname", "ServiceDown"), is("service", &parent)],
            target: vec![matches("service", &names)],
            equal: Vec::new(),
        });
    }
    scope.stack.inhibitions = out;
}

/// Every service that something depends on, with all that do, transitively; a service on a cycle is in none of its own.
fn dependants(scope: &Scope<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let mut direct: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for service in &scope.stack.services {
        for parent in &service.depends_on {
            direct.entry(parent).or_default().push(&service.name);
        }
    }
    let mut out = BTreeMap::new();
    for parent in direct.keys() {
        let mut all: BTreeSet<String> = BTreeSet::new();
        let mut open: Vec<&str> = vec![parent];
        while let Some(at) = open.pop() {
            for child in direct.get(at).into_iter().flatten() {
                if child != parent && all.insert((*child).to_owned()) {
                    open.push(child);
                }
            }
        }
        out.insert((*parent).to_owned(), all);
    }
    out
}

fn with(label: &str, operator: Operator, value: &str) -> LabelMatch {
    LabelMatch {
        label: label.into(),
        operator,
        value: value.into(),
    }
}

fn is(label: &str, value: &str) -> LabelMatch {
    with(label, Operator::Equal, value)
}

fn not(label: &str, value: &str) -> LabelMatch {
    with(label, Operator::NotEqual, value)
}

fn matches(label: &str, value: &str) -> LabelMatch {
    with(label, Operator::Matches, value)
}

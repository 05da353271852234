//! Thresholds in full, so that two that are written in two ways come together.

use crate::catalog::{Catalog, Severity};
use crate::source::{Entry, Node, Table, Value};

use super::merge;

/// One threshold over another. `false` and everything over `false` replaces.
pub fn lay(signal: &str, base: &Node, over: &Node) -> Node {
    let off = |node: &Node| node.value == Value::Boolean(false);
    if off(base) || off(over) {
        return over.clone();
    }
    merge(&in_full(signal, base), &in_full(signal, over))
}

/// `"80%"` → `{ warning = "80%" }`, `true` → the state's severity, `for` → one for each severity that it is for.
pub fn in_full(signal: &str, threshold: &Node) -> Node {
    let span = threshold.span;
    let Value::Table(table) = &threshold.value else {
        if threshold.value == Value::Boolean(false) {
            return threshold.clone();
        }
        let severity = match threshold.value {
            Value::Boolean(_) => severity_of(signal),
            _ => Severity::Warning,
        };
        return Node {
            span,
            value: Value::Table(Table::new(vec![Entry {
                key: severity.name().into(),
                key_span: span,
                node: threshold.clone(),
            }])),
        };
    };
    let Some(wait) = table.get("for").filter(|wait| wait.node.table().is_none()) else {
        return threshold.clone();
    };
    let valued = |severity: &&Severity| {
        let limit = table.get(severity.name());
        limit.is_some_and(|limit| limit.node.value != Value::Boolean(false))
    };
    let mut severities: Vec<&Severity> = Severity::ALL.iter().filter(valued).collect();
    if severities.is_empty() {
        severities = Severity::ALL.iter().collect();
    }
    let each = severities.into_iter().map(|severity| Entry {
        key: severity.name().into(),
        key_span: wait.key_span,
        node: wait.node.clone(),
    });
    let each = Node {
        span: wait.node.span,
        value: Value::Table(Table::new(each.collect())),
    };
    let entries = table.entries().iter().map(|entry| Entry {
        node: if entry.key == "for" {
            each.clone()
        } else {
            entry.node.clone()
        },
        ..entry.clone()
    });
    Node {
        span,
        value: Value::Table(Table::new(entries.collect())),
    }
}

/// The severity of a state that is just `true`: one name means one thing, whatever the kind.
pub fn severity_of(signal: &str) -> Severity {
    if ["down", "unseen"].contains(&signal) {
        return Severity::Critical;
    }
    let kinds = Catalog::built_in().kinds.values();
    kinds
        .filter_map(|kind| kind.signals.get(signal)?.severity)
        .next()
        .unwrap_or(Severity::Warning)
}

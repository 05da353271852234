//! One merge rule on the tree of values and spans: tables key by key, everything else replaces.

use crate::diagnostic::Span;
use crate::source::{Entry, Node, Table, Value};

/// Keys of `[kinds.<kind>]` that are not merged into its services: thresholds have layers of their own.
const NOT_MERGED: [&str; 2] = ["thresholds", "kind"];

/// Lays `over` over `base`. Spans stay those of the value that counts.
pub fn merge(base: &Node, over: &Node) -> Node {
    match (&base.value, &over.value) {
        (Value::Table(low), Value::Table(high)) if !is_one_value(low) && !is_one_value(high) => {
            Node {
                span: over.span,
                value: Value::Table(merge_tables(low, high)),
            }
        }
        _ => over.clone(),
    }
}

/// A secret is one value and replaces.
fn is_one_value(table: &Table) -> bool {
    matches!(table.entries(), [entry] if entry.key == "env" || entry.key == "file")
}

fn merge_tables(low: &Table, high: &Table) -> Table {
    let mut entries: Vec<Entry> = Vec::with_capacity(low.entries().len() + high.entries().len());
    for entry in high.entries() {
        let node = match low.get(&entry.key) {
            Some(below) => merge(&below.node, &entry.node),
            None => entry.node.clone(),
        };
        entries.push(Entry {
            key: entry.key.clone(),
            key_span: entry.key_span,
            node,
        });
    }
    entries.extend(
        low.entries()
            .iter()
            .filter(|entry| high.get(&entry.key).is_none())
            .cloned(),
    );
    Table::new(entries)
}

/// The root with every service laid over its kind's table.
pub fn services(root: &Node) -> Node {
    let (Value::Table(table), Some(kinds)) = (&root.value, root.get("kinds")) else {
        return root.clone();
    };
    let entries = table
        .entries()
        .iter()
        .map(|entry| match (&entry.node.value, entry.key.as_str()) {
            (Value::Table(services), "services") => Entry {
                key: entry.key.clone(),
                key_span: entry.key_span,
                node: Node {
                    span: entry.node.span,
                    value: Value::Table(Table::new(
                        services
                            .entries()
                            .iter()
                            .map(|service| over_kind(kinds, service))
                            .collect(),
                    )),
                },
            },
            _ => entry.clone(),
        })
        .collect();
    Node {
        span: root.span,
        value: Value::Table(Table::new(entries)),
    }
}

fn over_kind(kinds: &Node, service: &Entry) -> Entry {
    let Some(Value::String(kind)) = service.node.get("kind").map(|node| &node.value) else {
        return service.clone();
    };
    let Some(Value::Table(below)) = kinds.get(kind).map(|node| &node.value) else {
        return service.clone();
    };
    let below = Node {
        span: Span::default(),
        value: Value::Table(Table::new(
            below
                .entries()
                .iter()
                .filter(|entry| !NOT_MERGED.contains(&entry.key.as_str()))
                .cloned()
                .collect(),
        )),
    };
    Entry {
        key: service.key.clone(),
        key_span: service.key_span,
        node: merge(&below, &service.node),
    }
}

//! Shorthands in full, where two layers could write the same thing in two ways.

use crate::source::{Entry, Node, Table, Value};

/// A service with its probes in full: `probe = "url"` → `probes.default.url`, `probes.x = "url"` → `probes.x.url`. Where both
/// `probe` and `probes.default` stand, nothing is changed: that is a mistake to be reported.
pub fn expand(service: Node) -> Node {
    let Node { span, value } = service;
    let Value::Table(table) = value else {
        return Node { span, value };
    };
    let clash = table.get("probes").is_some_and(|probes| {
        probes.node.get("default").is_some() || probes.node.table().is_none()
    });
    if clash || !(table.has("probe") || table.has("probes")) {
        return Node {
            span,
            value: Value::Table(table),
        };
    }
    let mut probes: Vec<Entry> = Vec::new();
    let mut place = None;
    let mut entries: Vec<Entry> = Vec::with_capacity(table.len());
    for entry in table.into_entries() {
        match (entry.key.as_str(), entry.node.value) {
            ("probe", value) => {
                let node = in_full(Node {
                    span: entry.node.span,
                    value,
                });
                place.get_or_insert((entry.key_span, node.span));
                probes.insert(
                    0,
                    Entry {
                        key: "default".into(),
                        key_span: entry.key_span,
                        node,
                    },
                );
            }
            ("probes", Value::Table(named)) => {
                place.get_or_insert((entry.key_span, entry.node.span));
                probes.extend(named.into_entries().into_iter().map(|probe| Entry {
                    node: in_full(probe.node),
                    ..probe
                }));
            }
            (_, value) => entries.push(Entry {
                node: Node {
                    span: entry.node.span,
                    value,
                },
                ..entry
            }),
        }
    }
    if let Some((key_span, span)) = place {
        entries.push(Entry {
            key: "probes".into(),
            key_span,
            node: Node {
                span,
                value: Value::Table(Table::new(probes)),
            },
        });
    }
    Node {
        span,
        value: Value::Table(Table::new(entries)),
    }
}

/// `"url"` → `{ url = "url" }`.
fn in_full(probe: Node) -> Node {
    if !matches!(probe.value, Value::String(_)) {
        return probe;
    }
    let span = probe.span;
    let entry = Entry {
        key: "url".into(),
        key_span: span,
        node: probe,
    };
    Node {
        span,
        value: Value::Table(Table::new(vec![entry])),
    }
}

//! Shorthands in full, where two layers could write the same thing in two ways.

use crate::source::{Entry, Node, Table, Value};

/// A service with its probes and objectives in full.
pub fn expand(service: Node) -> Node {
    objectives(probes(service))
}

/// `slos.x = "99.9%"` → `slos.x.objective`.
fn objectives(service: Node) -> Node {
    let Node { span, value } = service;
    let Value::Table(table) = value else {
        return Node { span, value };
    };
    let short = |entry: &Entry| matches!(entry.node.value, Value::String(_));
    let named = table.get("slos").and_then(|slos| slos.node.table());
    if !named.is_some_and(|named| named.entries().iter().any(short)) {
        return Node {
            span,
            value: Value::Table(table),
        };
    }
    let entries = table.into_entries().into_iter().map(|entry| {
        match (entry.key.as_str(), entry.node.value) {
            ("slos", Value::Table(named)) => Entry {
                node: Node {
                    span: entry.node.span,
                    value: Value::Table(Table::new(
                        named
                            .into_entries()
                            .into_iter()
                            .map(|slo| Entry {
                                node: in_full(slo.node, "objective"),
                                ..slo
                            })
                            .collect(),
                    )),
                },
                ..entry
            },
            (_, value) => Entry {
                node: Node {
                    span: entry.node.span,
                    value,
                },
                ..entry
            },
        }
    });
    Node {
        span,
        value: Value::Table(Table::new(entries.collect())),
    }
}

/// A service with its probes in full: `probe = "url"` → `probes.default.url`, `probes.x = "url"` → `probes.x.url`. Where both
/// `probe` and `probes.default` stand, nothing is changed: that is a mistake to be reported.
fn probes(service: Node) -> Node {
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
                let node = in_full(
                    Node {
                        span: entry.node.span,
                        value,
                    },
                    "url",
                );
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
                    node: in_full(probe.node, "url"),
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

/// `"text"` → `{ key = "text" }`.
fn in_full(short: Node, key: &str) -> Node {
    if !matches!(short.value, Value::String(_)) {
        return short;
    }
    let span = short.span;
    let entry = Entry {
        key: key.into(),
        key_span: span,
        node: short,
    };
    Node {
        span,
        value: Value::Table(Table::new(vec![entry])),
    }
}

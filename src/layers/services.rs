//! Each service over the table of its kind.

use crate::source::{Entry, Node, Table, Value};

use super::{expand, merge};

/// Keys of a kind's table that its services do not take over.
const NOT_MERGED: [&str; 2] = ["thresholds", "kind"];

/// The whole file, with every service laid over `[kinds.<kind>]`. Thresholds stay apart: which layer gave them decides what they
/// mean, so `resolve` reads them from both. A service whose kind has no table is left as it is.
pub fn services(root: &Node) -> Node {
    let (Value::Table(table), Some(kinds)) = (&root.value, root.get("kinds").and_then(Node::table))
    else {
        return root.clone();
    };
    let layers: Vec<(&str, Node)> = kinds
        .entries()
        .iter()
        .map(|kind| (kind.key.as_str(), expand(merged_part(&kind.node))))
        .filter(|(_, layer)| layer.table().is_some_and(|table| !table.is_empty()))
        .collect();
    if layers.is_empty() {
        return root.clone();
    }
    let over_kind = |entry: &Entry| {
        let kind = entry.node.get("kind").and_then(Node::string);
        let layer = layers.iter().find(|(name, _)| Some(*name) == kind);
        Entry {
            key: entry.key.clone(),
            key_span: entry.key_span,
            node: match layer {
                Some((_, layer)) => merge(layer, &expand(entry.node.clone())),
                None => entry.node.clone(),
            },
        }
    };
    let entries = table
        .entries()
        .iter()
        .map(|entry| match (entry.key.as_str(), entry.node.table()) {
            ("services", Some(services)) => Entry {
                key: entry.key.clone(),
                key_span: entry.key_span,
                node: Node {
                    span: entry.node.span,
                    value: Value::Table(Table::new(
                        services.entries().iter().map(over_kind).collect(),
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

fn merged_part(kind: &Node) -> Node {
    let value = match &kind.value {
        Value::Table(table) => Value::Table(Table::new(
            table
                .entries()
                .iter()
                .filter(|entry| !NOT_MERGED.contains(&entry.key.as_str()))
                .cloned()
                .collect(),
        )),
        other => other.clone(),
    };
    Node {
        span: kind.span,
        value,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::services;
    use crate::source::{Sources, parse};

    #[test]
    fn the_service_is_nearer_than_its_kind() {
        let mut sources = Sources::default();
        let file = sources.add(
            "a.toml",
            r#"
[kinds.http]
dialect = "arena"
probe = "https://kind"
labels = { a = "kind", b = "kind" }
thresholds.errors = "1%"
[services.api]
kind = "http"
probes.default = { tcp = "api:1" }
labels = { b = "own" }
[services.db]
kind = "postgres"
probe = "x"
"#,
        );
        let (root, findings) = parse(&sources, file);
        assert_eq!(findings, []);
        let merged = services(&root).to_json();
        assert_eq!(
            merged["services"]["api"].to_string(),
            r#"{"dialect":"arena","labels":{"a":"kind","b":"own"},"probes":{"default":{"tcp":"api:1"}},"kind":"http"}"#
        );
        assert_eq!(merged["services"]["db"], root.to_json()["services"]["db"]);
        assert_eq!(merged["kinds"], root.to_json()["kinds"]);
    }
}

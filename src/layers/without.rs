//! A tree less one value.

use crate::diagnostic::Segment;
use crate::source::{Entry, Node, Table, Value};

/// The node without the value there, and without tables that are empty then; nothing, if nothing is left.
pub fn without(node: &Node, path: &[Segment]) -> Option<Node> {
    let (Segment::Key(first), rest) = path.split_first()? else {
        return None;
    };
    let entries = node.table()?.entries().iter();
    let left: Vec<Entry> = entries
        .filter_map(|entry| {
            if entry.key != *first {
                return Some(entry.clone());
            }
            Some(Entry {
                node: without(&entry.node, rest)?,
                ..entry.clone()
            })
        })
        .collect();
    (!left.is_empty()).then(|| Node {
        span: node.span,
        value: Value::Table(Table::new(left)),
    })
}

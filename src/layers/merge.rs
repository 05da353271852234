//! The one merge rule.

use crate::source::{Entry, Node, Table, Value, is_secret_key};

/// What a probe may ask; each replaces the others.
const PROBE_TARGETS: [&str; 4] = ["url", "tcp", "icmp", "dns"];

/// Lays `over` over `base`: tables merge key by key, everything else replaces. A secret is one value (`{ file }` over
/// `{ env }` leaves no `env`), and so is what a probe asks. Spans stay with what was written.
pub fn merge(base: &Node, over: &Node) -> Node {
    merge_by(base, over, &|_, base, over| merge(base, over))
}

/// The same, where the values that both tables have for a key come together in a way of their own.
pub fn merge_by(base: &Node, over: &Node, together: &dyn Fn(&str, &Node, &Node) -> Node) -> Node {
    match (&base.value, &over.value) {
        (Value::Table(below), Value::Table(above)) => Node {
            span: over.span,
            value: Value::Table(tables(below, above, together)),
        },
        _ => over.clone(),
    }
}

fn tables(below: &Table, above: &Table, together: &dyn Fn(&str, &Node, &Node) -> Node) -> Table {
    let asks = |table: &Table| PROBE_TARGETS.iter().any(|target| table.has(target));
    let new_target = asks(below) && asks(above);
    let mut entries: Vec<Entry> = Vec::with_capacity(below.len() + above.len());
    for entry in below.entries() {
        match above.get(&entry.key) {
            None if new_target && PROBE_TARGETS.contains(&entry.key.as_str()) => {}
            None => entries.push(entry.clone()),
            Some(over) if is_secret(over) => entries.push(over.clone()),
            Some(over) => entries.push(Entry {
                key: over.key.clone(),
                key_span: over.key_span,
                node: together(&entry.key, &entry.node, &over.node),
            }),
        }
    }
    entries.extend(
        above
            .entries()
            .iter()
            .filter(|entry| !below.has(&entry.key))
            .cloned(),
    );
    Table::new(entries)
}

/// `{ env = … }` or `{ file = … }` under a key that holds a secret, or may.
pub fn is_secret(entry: &Entry) -> bool {
    (is_secret_key(&entry.key) || ["url", "chat"].contains(&entry.key.as_str()))
        && entry
            .node
            .table()
            .is_some_and(|table| table.has("env") || table.has("file"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::merge;
    use crate::diagnostic::{FileId, Path, Place};
    use crate::source::{Sources, parse};

    fn merged(base: &str, over: &str) -> String {
        let mut sources = Sources::default();
        let (base, over) = (sources.add("base", base), sources.add("over", over));
        let (base, over) = (parse(&sources, base).0, parse(&sources, over).0);
        merge(&base, &over).to_json().to_string()
    }

    #[test]
    fn tables_merge_and_the_rest_replaces() {
        assert_eq!(
            merged(
                "a = 1\nb = [1]\n[t]\nx = 1\ny = 2",
                "b = [2]\nc = 3\n[t]\ny = 3"
            ),
            r#"{"a":1,"b":[2],"t":{"x":1,"y":3},"c":3}"#
        );
        assert_eq!(merged("a = { x = 1 }", "a = false"), r#"{"a":false}"#);
        assert_eq!(merged("a = 1", ""), r#"{"a":1}"#);
    }

    #[test]
    fn a_secret_and_a_target_are_one_value() {
        assert_eq!(
            merged("password = { env = \"A\" }", "password = { file = \"b\" }"),
            r#"{"password":{"file":"b"}}"#
        );
        assert_eq!(
            merged("labels = { env = \"a\" }", "labels = { file = \"b\" }"),
            r#"{"labels":{"env":"a","file":"b"}}"#
        );
        assert_eq!(
            merged(
                "p = { url = \"a\", method = \"GET\" }",
                "p = { tcp = \"b\" }"
            ),
            r#"{"p":{"method":"GET","tcp":"b"}}"#
        );
    }

    #[test]
    fn spans_stay_with_their_file() {
        let mut sources = Sources::default();
        let (base, over) = (
            sources.add("base", "[t]\nx = 1"),
            sources.add("over", "[t]\ny = 1"),
        );
        let root = merge(&parse(&sources, base).0, &parse(&sources, over).0);
        let file = |key: &str| root.span_of(&Place::Value(Path::of(&["t", key]))).file;
        assert_eq!((file("x"), file("y")), (FileId(0), FileId(1)));
    }
}

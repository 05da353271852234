//! Random layers: laid over each other in any grouping they give the same, nothing is lost, and every value is shown where it was
//! written.

use std::collections::BTreeMap;

use monc::diagnostic::{FileId, Path, Segment, Span};
use monc::layers::merge;
use monc::source::{Entry, Node, Table, Value};
use proptest::prelude::*;

/// As the schema has it, a key is a table everywhere, or nowhere. `password` is one value; so is what a probe asks.
const LEAVES: [&str; 4] = ["a", "b", "url", "tcp"];
const TABLES: [&str; 3] = ["t", "u", "password"];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::Boolean),
        (0..3_i64).prop_map(Value::Integer),
        "[a-c]{0,2}".prop_map(Value::String),
        prop::collection::vec(0..3_i64, 0..2).prop_map(|items| Value::Array(
            items
                .into_iter()
                .map(|item| node(Value::Integer(item)))
                .collect()
        )),
    ]
}

fn node(value: Value) -> Node {
    Node {
        span: Span::default(),
        value,
    }
}

fn entry(key: &str, value: Value) -> Entry {
    Entry {
        key: key.to_owned(),
        key_span: Span::default(),
        node: node(value),
    }
}

fn secret() -> impl Strategy<Value = Value> {
    (prop::sample::select(vec!["env", "file"]), "[a-c]")
        .prop_map(|(key, value)| Value::Table(Table::new(vec![entry(key, Value::String(value))])))
}

fn table(depth: u32) -> BoxedStrategy<Value> {
    let leaves = prop::collection::btree_map(prop::sample::select(LEAVES.to_vec()), leaf(), 0..3);
    let inner = if depth == 0 {
        Just(BTreeMap::new()).boxed()
    } else {
        prop::collection::btree_map(prop::sample::select(TABLES.to_vec()), Just(()), 0..3)
            .prop_flat_map(move |keys| {
                let values: Vec<BoxedStrategy<(&'static str, Value)>> = keys
                    .into_keys()
                    .map(|key| {
                        let value = if key == "password" {
                            secret().boxed()
                        } else {
                            table(depth - 1)
                        };
                        value.prop_map(move |value| (key, value)).boxed()
                    })
                    .collect();
                values.prop_map(|values| values.into_iter().collect())
            })
            .boxed()
    };
    (leaves, inner)
        .prop_map(
            |(leaves, inner): (BTreeMap<&str, Value>, BTreeMap<&str, Value>)| {
                let all = leaves.into_iter().chain(inner);
                Value::Table(Table::new(
                    all.map(|(key, value)| entry(key, value)).collect(),
                ))
            },
        )
        .boxed()
}

/// The same with a place for each key and value, of which no other layer has any.
fn placed(node: Node, file: u16, next: &mut usize) -> Node {
    let mut span = || {
        *next += 1;
        Span {
            file: FileId(file),
            start: *next,
            end: *next + 1,
        }
    };
    let own = span();
    let value = match node.value {
        Value::Table(table) => {
            let mut entries = Vec::new();
            for mut entry in table.into_entries() {
                *next += 1;
                entry.key_span = Span {
                    file: FileId(file),
                    start: *next,
                    end: *next + 1,
                };
                entry.node = placed(entry.node, file, next);
                entries.push(entry);
            }
            Value::Table(Table::new(entries))
        }
        other => other,
    };
    Node { span: own, value }
}

fn layers(count: usize) -> impl Strategy<Value = Vec<Node>> {
    prop::collection::vec(table(2), count).prop_map(|layers| {
        let layers = layers.into_iter().enumerate();
        layers
            .map(|(at, value)| placed(node(value), at as u16, &mut 0))
            .collect()
    })
}

/// Every value that is no table, with its place. The order of keys means nothing.
fn leaves(node: &Node) -> BTreeMap<Path, (Value, Span)> {
    let mut out = BTreeMap::new();
    collect(node, &Path::root(), &mut out);
    out
}

fn collect(node: &Node, at: &Path, out: &mut BTreeMap<Path, (Value, Span)>) {
    match &node.value {
        Value::Table(table) => {
            for entry in table.entries() {
                collect(&entry.node, &at.key(&entry.key), out);
            }
        }
        value => {
            out.insert(at.clone(), (value.clone(), node.span));
        }
    }
}

/// What one value replaces although its keys differ: `{ file }` a `{ env }`, `tcp` a `url`.
fn replaced(path: &Path, near: &BTreeMap<Path, (Value, Span)>) -> bool {
    let Some((Segment::Key(last), rest)) = path.0.split_last() else {
        return false;
    };
    let one_value = ["env", "file", "url", "tcp"];
    one_value.contains(&last.as_str())
        && one_value
            .iter()
            .any(|other| near.contains_key(&Path(rest.to_vec()).key(other)))
}

proptest! {
    #[test]
    fn any_grouping_gives_the_same(layers in layers(4)) {
        let [a, b, c, d] = layers.as_slice() else { unreachable!() };
        let from_below = merge(&merge(&merge(a, b), c), d);
        let from_above = merge(a, &merge(b, &merge(c, d)));
        let in_pairs = merge(&merge(a, b), &merge(c, d));
        prop_assert_eq!(leaves(&from_below), leaves(&from_above));
        prop_assert_eq!(leaves(&from_below), leaves(&in_pairs));
    }

    #[test]
    fn nothing_is_lost_and_places_stay(layers in layers(2)) {
        let [far, near] = layers.as_slice() else { unreachable!() };
        let merged = leaves(&merge(far, near));
        let (far, near) = (leaves(far), leaves(near));
        for (path, said) in &near {
            prop_assert_eq!(merged.get(path), Some(said), "{}", path);
        }
        for (path, said) in &far {
            if !near.contains_key(path) && !replaced(path, &near) {
                prop_assert_eq!(merged.get(path), Some(said), "{}", path);
            }
        }
        for (path, said) in &merged {
            prop_assert!(far.get(path) == Some(said) || near.get(path) == Some(said), "{}", path);
        }
    }

    #[test]
    fn nothing_over_something_changes_nothing(layers in layers(1)) {
        let empty = node(Value::Table(Table::default()));
        prop_assert_eq!(leaves(&merge(&layers[0], &empty)), leaves(&layers[0]));
        prop_assert_eq!(leaves(&merge(&empty, &layers[0])), leaves(&layers[0]));
    }
}

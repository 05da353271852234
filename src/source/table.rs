//! A table in the order of its file, with a fast way to its entries when there are many.

use std::collections::HashMap;

use crate::diagnostic::Span;

use super::Node;

/// From this many entries on, a table has an index: below, looking at each is as fast and costs nothing.
const INDEXED_FROM: usize = 17;

/// One entry of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

/// Entries in the order of the file; a key is there once.
#[derive(Debug, Clone, Default)]
pub struct Table {
    entries: Vec<Entry>,
    index: HashMap<String, usize>,
}

impl Table {
    /// A table of these entries; of two with one key, the first counts.
    pub fn new(entries: Vec<Entry>) -> Table {
        let mut table = Table {
            entries,
            index: HashMap::new(),
        };
        table.build_index();
        table
    }

    fn build_index(&mut self) {
        if self.entries.len() < INDEXED_FROM {
            return;
        }
        self.index.reserve(self.entries.len());
        for (at, entry) in self.entries.iter().enumerate() {
            self.index.entry(entry.key.clone()).or_insert(at);
        }
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.entries.len() < INDEXED_FROM {
            self.entries.iter().position(|entry| entry.key == key)
        } else {
            self.index.get(key).copied()
        }
    }

    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.position(key).and_then(|at| self.entries.get(at))
    }

    /// Whether the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// All entries, in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// All entries, taken out.
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Table) -> bool {
        self.entries == other.entries
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Entry, Table};
    use crate::diagnostic::Span;
    use crate::source::{Node, Value};

    fn table(size: i64) -> Table {
        Table::new(
            (0..size)
                .map(|number| Entry {
                    key: format!("k{number}"),
                    key_span: Span::default(),
                    node: Node {
                        span: Span::default(),
                        value: Value::Integer(number),
                    },
                })
                .collect(),
        )
    }

    #[test]
    fn small_and_big_tables_find_the_same() {
        for size in [0, 1, 16, 17, 10_000] {
            let table = table(size);
            assert_eq!(table.len() as i64, size);
            for number in [0, size / 2, size - 1]
                .into_iter()
                .filter(|n| *n >= 0 && *n < size)
            {
                assert_eq!(
                    table.get(&format!("k{number}")).unwrap().node.value,
                    Value::Integer(number)
                );
            }
            assert!(!table.has("other"));
        }
    }
}

//! A value with its place.

use std::collections::HashMap;

use crate::diagnostic::{Path, Place, Segment, Span};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

/// What TOML can say.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    String(String),
    Datetime(String),
    Array(Vec<Node>),
    Table(Table),
}

/// An entry of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

/// Tables with more entries than this are indexed.
const INDEXED: usize = 16;

/// A table in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Table {
    entries: Vec<Entry>,
    index: HashMap<String, usize>,
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Table {
    /// From entries; a key that comes twice counts once, the last one.
    pub fn new(entries: Vec<Entry>) -> Self {
        let index = if entries.len() > INDEXED {
            entries
                .iter()
                .enumerate()
                .map(|(at, entry)| (entry.key.clone(), at))
                .collect()
        } else {
            HashMap::new()
        };
        Table { entries, index }
    }

    /// All entries, in the order of the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        if self.entries.len() > INDEXED {
            return self.index.get(key).and_then(|at| self.entries.get(*at));
        }
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Node {
    /// The value at a route.
    pub fn at(&self, path: &Path) -> Option<&Node> {
        let mut node = self;
        for segment in &path.0 {
            node = node.step(segment)?.1;
        }
        Some(node)
    }

    fn step(&self, segment: &Segment) -> Option<(Option<Span>, &Node)> {
        match (segment, &self.value) {
            (Segment::Key(key), Value::Table(table)) => table
                .get(key)
                .map(|entry| (Some(entry.key_span), &entry.node)),
            (Segment::Index(index), Value::Array(items)) => {
                items.get(*index).map(|item| (None, item))
            }
            _ => None,
        }
    }

    /// The entry of a key, when this is a table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(table) => table.get(key).map(|entry| &entry.node),
            _ => None,
        }
    }

    /// The bytes of a place; of the nearest thing above it that exists when it does not.
    pub fn span_of(&self, place: &Place) -> Span {
        match place {
            Place::At(span) => *span,
            Place::File(file) => Span {
                file: *file,
                ..Span::default()
            },
            Place::Key(path) => {
                let (key, value, _) = self.nearest(path);
                key.unwrap_or_else(|| self.whole(value))
            }
            Place::Value(path) => {
                let (key, value, found) = self.nearest(path);
                if found {
                    value
                } else {
                    key.unwrap_or_else(|| self.whole(value))
                }
            }
            Place::Within(path, range) => {
                let (key, value, found) = self.nearest(path);
                if !found {
                    return key.unwrap_or_else(|| self.whole(value));
                }
                self.within(path, value, range)
            }
        }
    }

    /// The root has no key: its first character stands for it.
    fn whole(&self, span: Span) -> Span {
        if span == self.span {
            Span {
                end: span.start,
                ..span
            }
        } else {
            span
        }
    }

    /// Key and value spans of the deepest part of a route that exists, and whether that is all of it.
    fn nearest(&self, path: &Path) -> (Option<Span>, Span, bool) {
        let mut node = self;
        let mut key = None;
        for segment in &path.0 {
            match node.step(segment) {
                Some((found, next)) => {
                    key = found.or(Some(next.span));
                    node = next;
                }
                None => return (key, node.span, false),
            }
        }
        (key, node.span, true)
    }

    /// Bytes inside a string: exact where the text stands as it is written, else the whole value.
    fn within(&self, path: &Path, span: Span, range: &std::ops::Range<usize>) -> Span {
        let Some(Value::String(text)) = self.at(path).map(|node| &node.value) else {
            return span;
        };
        let quotes = span
            .end
            .saturating_sub(span.start)
            .saturating_sub(text.len());
        // A plain string has one quote on each side, a multi-line one three (and a first newline that is not part of it).
        let lead = match quotes {
            2 => 1,
            6 => 3,
            7 => 4,
            _ => return span,
        };
        Span {
            file: span.file,
            start: span.start + lead + range.start,
            end: span.start + lead + range.end,
        }
    }

    /// The same as JSON; datetimes as texts, numbers that JSON has not as null.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Boolean(value) => (*value).into(),
            Value::Integer(value) => (*value).into(),
            Value::Float(value) => serde_json::Number::from_f64(*value)
                .map_or(serde_json::Value::Null, serde_json::Value::Number),
            Value::String(text) | Value::Datetime(text) => text.clone().into(),
            Value::Array(items) => items.iter().map(Node::to_json).collect(),
            Value::Table(table) => serde_json::Value::Object(
                table
                    .entries()
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.node.to_json()))
                    .collect(),
            ),
        }
    }

    /// Every text below this, with its route, in the order of the file.
    pub fn strings(&self) -> Vec<(Path, &str)> {
        let mut out = Vec::new();
        self.collect(&mut Path::root(), &mut out);
        out
    }

    fn collect<'n>(&'n self, path: &mut Path, out: &mut Vec<(Path, &'n str)>) {
        match &self.value {
            Value::String(text) => out.push((path.clone(), text)),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.0.push(Segment::Index(index));
                    item.collect(path, out);
                    path.0.pop();
                }
            }
            Value::Table(table) => {
                for entry in table.entries() {
                    path.0.push(Segment::Key(entry.key.clone()));
                    entry.node.collect(path, out);
                    path.0.pop();
                }
            }
            _ => {}
        }
    }
}

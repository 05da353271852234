//! A value that knows where it stands.

use crate::diagnostic::{Path, Place, Segment, Span};

use super::{Entry, Table};

/// What the file says at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Of a table with a header, the header; of any other value, its text.
    pub span: Span,
    pub value: Value,
}

/// A TOML value.
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

impl Value {
    /// What it is, for "expected …, found …".
    pub fn name(&self) -> &'static str {
        match self {
            Value::Boolean(true) => "`true`",
            Value::Boolean(false) => "`false`",
            Value::Integer(_) => "a number",
            Value::Float(float) if float.is_nan() => "`nan`",
            Value::Float(float) if float.is_infinite() => "`inf`",
            Value::Float(_) => "a number with a fraction",
            Value::String(_) => "a text",
            Value::Datetime(text)
                if text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('-') =>
            {
                "a date"
            }
            Value::Datetime(_) => "a time of day",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

impl Node {
    /// A table without keys, that stands nowhere.
    pub fn empty() -> Node {
        Node {
            span: Span::default(),
            value: Value::Table(Table::default()),
        }
    }

    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn string(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key, if this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.table()?.get(key).map(|entry| &entry.node)
    }

    /// The value at a path.
    pub fn at(&self, path: &Path) -> Option<&Node> {
        path.0.iter().try_fold(self, Node::step)
    }

    /// The entry at a path, if its last step is a key.
    pub fn entry(&self, path: &Path) -> Option<&Entry> {
        let (last, rest) = path.0.split_last()?;
        let Segment::Key(key) = last else { return None };
        rest.iter().try_fold(self, Node::step)?.table()?.get(key)
    }

    fn step(&self, segment: &Segment) -> Option<&Node> {
        match (segment, &self.value) {
            (Segment::Key(key), Value::Table(table)) => table.get(key).map(|entry| &entry.node),
            (Segment::Index(index), Value::Array(items)) => items.get(*index),
            _ => None,
        }
    }

    /// The bytes of a place. What does not exist is shown at the key of its nearest ancestor that does; the place of the
    /// whole file is its first byte.
    pub fn span_of(&self, place: &Place) -> Span {
        match place {
            Place::At(span) => *span,
            Place::File(file) => Span {
                file: *file,
                ..Span::default()
            },
            Place::Key(path) => self.nearest_span(path, true),
            Place::Value(path) => self.nearest_span(path, false),
            Place::Within(path, range) => {
                let span = self.nearest_span(path, false);
                let Some(text) = self.at(path).and_then(Node::string) else {
                    return span;
                };
                // The length tells the quotes: "…" or """…""" or """⏎…""". Escapes make it longer: then the whole value.
                let before = match (span.end - span.start).checked_sub(text.len()) {
                    Some(2) => 1,
                    Some(6) => 3,
                    Some(7) => 4,
                    _ => return span,
                };
                if range.start > range.end || range.end > text.len() {
                    return span;
                }
                Span {
                    file: span.file,
                    start: span.start + before + range.start,
                    end: span.start + before + range.end,
                }
            }
        }
    }

    fn nearest_span(&self, path: &Path, key: bool) -> Span {
        let mut node = self;
        let mut key_span = None;
        for (depth, segment) in path.0.iter().enumerate() {
            let next = node.step(segment);
            let Some(next) = next else {
                return key_span.unwrap_or(if depth == 0 { self.start() } else { node.span });
            };
            key_span = match (segment, node.table()) {
                (Segment::Key(key), Some(table)) => table.get(key).map(|entry| entry.key_span),
                _ => None,
            };
            node = next;
        }
        if path.is_root() {
            return self.start();
        }
        if key {
            key_span.unwrap_or(node.span)
        } else {
            node.span
        }
    }

    fn start(&self) -> Span {
        Span {
            file: self.span.file,
            start: self.span.start,
            end: self.span.start,
        }
    }

    /// Every text below this, with its route, in the order of the file.
    pub fn strings(&self) -> Vec<(Path, &str)> {
        let mut out = Vec::new();
        self.collect_strings(&mut Path::root(), &mut out);
        out
    }

    fn collect_strings<'n>(&'n self, path: &mut Path, out: &mut Vec<(Path, &'n str)>) {
        match &self.value {
            Value::String(text) => out.push((path.clone(), text)),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.0.push(Segment::Index(index));
                    item.collect_strings(path, out);
                    path.0.pop();
                }
            }
            Value::Table(table) => {
                for entry in table.entries() {
                    path.0.push(Segment::Key(entry.key.clone()));
                    entry.node.collect_strings(path, out);
                    path.0.pop();
                }
            }
            _ => {}
        }
    }

    /// The value alone. `nan`, `inf` have no JSON and become null; dates become their text.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Boolean(boolean) => Json::Bool(*boolean),
            Value::Integer(integer) => Json::from(*integer),
            Value::Float(float) => Json::from(*float),
            Value::String(text) | Value::Datetime(text) => Json::String(text.clone()),
            Value::Array(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Table(table) => Json::Object(
                table
                    .entries()
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.node.to_json()))
                    .collect(),
            ),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::diagnostic::{Path, Place};
    use crate::source::{Sources, parse};

    fn shown(text: &str, place: &Place) -> String {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text);
        let (root, _) = parse(&sources, file);
        let span = root.span_of(place);
        text[span.start..span.end].to_owned()
    }

    #[test]
    fn places_are_found() {
        let text = "[services.api]\nkind = \"http\"\naddress = [\"a:1\", \"b:2\"]\n";
        let api = Path::of(&["services", "api"]);
        assert_eq!(shown(text, &Place::Key(api.clone())), "api");
        assert_eq!(shown(text, &Place::Value(api.clone())), "[services.api]");
        assert_eq!(shown(text, &Place::Value(api.key("kind"))), "\"http\"");
        assert_eq!(shown(text, &Place::Within(api.key("kind"), 1..3)), "tt");
        assert_eq!(
            shown(text, &Place::Value(api.key("address").index(1))),
            "\"b:2\""
        );
        assert_eq!(shown(text, &Place::Value(api.key("team").key("x"))), "api");
        assert_eq!(shown(text, &Place::Value(Path::root())), "");
    }
}

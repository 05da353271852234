//! A key that is there twice: where the first one stands. The `toml` crate says only where the second is.

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Path, Span};

use super::{Node, Value};

/// A `[header]` of the file.
struct Header {
    start: usize,
    path: Vec<String>,
    /// Of its last key.
    key: std::ops::Range<usize>,
}

/// The first places of keys that come again. Made once per file, and only when there are any.
pub struct Duplicates<'t> {
    root: &'t Node,
    headers: Vec<Header>,
}

impl<'t> Duplicates<'t> {
    /// Reads the headers of the file.
    pub fn new(text: &str, root: &'t Node) -> Self {
        let mut headers = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let indent = line.len() - line.trim_start().len();
            if line[indent..].starts_with('[') {
                headers.extend(header(line, start));
            }
            start += line.len();
        }
        Duplicates { root, headers }
    }

    /// Where the key at `start` was first.
    pub fn first(&self, key: &str, start: usize) -> Option<Span> {
        let at = self.headers.partition_point(|header| header.start <= start);
        let nearest = at.checked_sub(1).and_then(|at| self.headers.get(at));
        if let Some(header) =
            nearest.filter(|header| header.key.start <= start && start < header.key.end)
        {
            let same = self.headers[..at - 1]
                .iter()
                .find(|other| other.path == header.path);
            if let Some(same) = same {
                return Some(Span {
                    file: self.root.span.file,
                    start: same.key.start,
                    end: same.key.end,
                });
            }
            return self.before(&header.path, start);
        }
        if let Some(table) = innermost(self.root, start)
            && let Some(entry) = table.table().and_then(|table| table.get(key))
        {
            return (entry.key_span.start < start).then_some(entry.key_span);
        }
        let mut path = nearest
            .map(|header| header.path.clone())
            .unwrap_or_default();
        path.push(key.to_owned());
        self.before(&path, start)
    }

    fn before(&self, path: &[String], start: usize) -> Option<Span> {
        let mut node = self.root;
        let mut found = None;
        for key in path {
            if let Value::Array(items) = &node.value {
                node = items.last()?;
            }
            let entry = node.table()?.get(key)?;
            found = Some(entry.key_span);
            node = &entry.node;
        }
        found.filter(|span| span.start < start)
    }
}

/// The innermost inline table around a byte.
fn innermost(node: &Node, at: usize) -> Option<&Node> {
    let inside = node.span.start <= at && at < node.span.end;
    match &node.value {
        Value::Table(table) => table
            .entries()
            .iter()
            .find_map(|entry| innermost(&entry.node, at))
            .or((inside && node.span.start > 0).then_some(node)),
        Value::Array(items) => items.iter().find_map(|item| innermost(item, at)),
        _ => None,
    }
}

/// Reads one line as a document of its own.
fn header(line: &str, start: usize) -> Option<Header> {
    let document = DeTable::parse(line).ok()?.into_inner();
    let mut path = Vec::new();
    let mut key = 0..0;
    let mut table = &document;
    while let Some((name, value)) = table.iter().next() {
        path.push(name.get_ref().to_string());
        key = name.span();
        table = match value.get_ref() {
            DeValue::Table(inner) => inner,
            DeValue::Array(items) => match items.iter().next().map(toml::Spanned::get_ref) {
                Some(DeValue::Table(inner)) => inner,
                _ => break,
            },
            _ => break,
        };
    }
    (!path.is_empty()).then_some(Header {
        start,
        path,
        key: start + key.start..start + key.end,
    })
}

/// A route that may be shown, of the table that the byte belongs to.
pub fn header_path(text: &str, start: usize) -> Option<Path> {
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..)?.lines().next()?;
    let header = header(line, line_start)?;
    let keys: Vec<&str> = header.path.iter().map(String::as_str).collect();
    Some(Path::of(&keys))
}

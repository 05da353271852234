//! What stands below a comment: a key with its value, an entry of a list, or a table with all that belongs to it.

use std::ops::Range;

use crate::diagnostic::Path;
use crate::source::{Node, Value};

/// Where the values of a file stand.
#[derive(Debug, Default)]
pub struct Layout {
    /// Tables with a header of their own, in the order of the file.
    headers: Vec<(Path, usize)>,
    /// Keys and values that are no such tables, in the order of the file.
    values: Vec<Range<usize>>,
    /// Keys and texts, in the order of the file: a `#` in them begins no comment.
    texts: Vec<Range<usize>>,
    length: usize,
}

impl Layout {
    /// Of a file as it was read.
    pub fn of(text: &str, root: &Node) -> Layout {
        let mut layout = Layout {
            length: text.len(),
            ..Layout::default()
        };
        layout.walk(text, root, &Path::root());
        layout.headers.sort_by_key(|(_, start)| *start);
        layout.values.sort_by_key(|range| range.start);
        layout.texts.sort_by_key(|range| range.start);
        layout
    }

    fn walk(&mut self, text: &str, node: &Node, at: &Path) {
        match &node.value {
            Value::Table(table) => {
                for entry in table.entries() {
                    let path = at.key(&entry.key);
                    let below = &entry.node;
                    self.texts.push(entry.key_span.start..entry.key_span.end);
                    if !self.note(text, below, &path) {
                        // A table of dotted keys has no text of its own.
                        let start = entry.key_span.start;
                        let end = if below.table().is_some() && !is_inline(text, below) {
                            entry.key_span.end
                        } else {
                            below.span.end
                        };
                        self.values.push(start..end.max(start));
                    }
                    self.walk(text, below, &path);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let path = at.index(index);
                    if !self.note(text, item, &path) {
                        self.values.push(item.span.start..item.span.end);
                    }
                    self.walk(text, item, &path);
                }
            }
            Value::String(_) => self.texts.push(node.span.start..node.span.end),
            _ => {}
        }
    }

    fn note(&mut self, text: &str, node: &Node, path: &Path) -> bool {
        let header = node.table().is_some()
            && text
                .get(node.span.start..)
                .is_some_and(|rest| rest.starts_with('['));
        if header {
            self.headers.push((path.clone(), node.span.start));
        }
        header
    }

    /// Whether a byte is inside a key or a text: a `#` there begins no comment.
    pub fn is_inside_a_text(&self, byte: usize) -> bool {
        let after = self.texts.partition_point(|range| range.start < byte);
        // Texts do not overlap.
        self.texts[..after]
            .last()
            .is_some_and(|range| byte < range.end)
    }

    /// The bytes that belong to what begins on a line.
    pub fn below(&self, line: Range<usize>) -> Vec<Range<usize>> {
        let at = self
            .headers
            .partition_point(|(_, start)| *start < line.start);
        let header = self
            .headers
            .get(at)
            .filter(|(_, start)| line.contains(start));
        let Some((path, _)) = header else {
            let first = self
                .values
                .partition_point(|value| value.start < line.start);
            let last = self.values[first..]
                .iter()
                .take_while(|value| value.start < line.end)
                .map(|value| value.end);
            let end = last.max().unwrap_or(line.end).max(line.end);
            return std::iter::once(line.start..end).collect();
        };
        let ends = self.headers.iter().skip(1).map(|(_, start)| *start);
        self.headers
            .iter()
            .zip(ends.chain([self.length + 1]))
            .filter(|((other, _), _)| other.0.starts_with(&path.0))
            .map(|((_, start), end)| *start..end)
            .collect()
    }
}

fn is_inline(text: &str, node: &Node) -> bool {
    text.get(node.span.start..)
        .is_some_and(|rest| rest.starts_with('{'))
}

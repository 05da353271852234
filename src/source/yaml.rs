//! YAML that people have, with a place for every key and value. Every scalar is the text that it means: what it is for tells its type.
//! `null` is as good as nothing: such entries are left out. Of several documents the first counts, as Prometheus reads them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle};

use crate::diagnostic::{FileId, Span};

use super::{Entry, Node, Table, Value};

/// How deep values may nest.
const DEEPEST: usize = 100;

/// How many values a file may have, aliases counted with what they stand for: nine lines of aliases can mean a thousand million.
const MOST: usize = 300_000;

/// Where the text stops to be YAML, and what is wrong there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotYaml {
    pub at: usize,
    pub why: &'static str,
}

/// Reads the first document; without one, a table without entries.
///
/// # Errors
/// At the first place that is no YAML, or where there is too much of it.
pub fn parse_yaml(text: &str, file: FileId) -> Result<Node, NotYaml> {
    let mut reader = Reader {
        file,
        open: Vec::new(),
        anchors: HashMap::new(),
        values: 0,
        root: None,
    };
    // The parser counts from behind the mark.
    let skipped = if text.starts_with('\u{feff}') { 3 } else { 0 };
    for event in Parser::new_from_str(&text[skipped..]) {
        let (event, span) = event.map_err(|error| NotYaml {
            at: skipped + error.marker().byte_offset().unwrap_or_default(),
            why: why(error.kind()),
        })?;
        let bytes = span.byte_range().unwrap_or_default();
        let bytes = skipped + bytes.start..skipped + bytes.end;
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        let at = bytes.start;
        reader
            .take(event, bytes)
            .map_err(|why| NotYaml { at, why })?;
    }
    Ok(reader.root.flatten().unwrap_or(Node {
        span: Span {
            file,
            ..Span::default()
        },
        value: Value::Table(Table::default()),
    }))
}

/// In words of ours, the mistakes that people make.
fn why(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::TabInBlockIndentation => "a tab: YAML wants blanks before the first letter",
        ErrorKind::MappingValueNotAllowed => {
            "a second `: ` on one line, or a line that stands too far right"
        }
        ErrorKind::UnclosedQuotedScalar => "the quotes are never closed",
        ErrorKind::UnknownAnchor => "there is no `&` of this name above",
        ErrorKind::UnexpectedCharacter { .. } => {
            "no value begins with this character: put quotes around it"
        }
        ErrorKind::RecursionLimitExceeded => "nested too deep",
        _ => "this does not go on from what stands above",
    }
}

/// A list or table that is not closed yet.
struct Open {
    start: usize,
    anchor: usize,
    inner: Inner,
    /// `values` when it began.
    before: usize,
}

enum Inner {
    List(Vec<Node>),
    Table {
        entries: Vec<Entry>,
        /// What stands under `<<`.
        merged: Vec<Entry>,
        /// A table may have many, and each is looked for.
        keys: HashSet<String>,
        key: Option<(String, Span)>,
    },
}

struct Reader {
    file: FileId,
    open: Vec<Open>,
    /// What each anchor stands for, and how many values that is.
    anchors: HashMap<usize, (Option<Node>, usize)>,
    values: usize,
    /// The outermost value; inside, nothing for `null`.
    root: Option<Option<Node>>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, bytes: Range<usize>) -> Result<(), &'static str> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.count(1)?;
                let none = style == ScalarStyle::Plain
                    && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                // A key is a key, whatever it says.
                let none = none && !self.expects_key();
                let node = (!none).then(|| Node {
                    span: self.span(&bytes),
                    value: Value::String(text.into_owned()),
                });
                self.remember(anchor, &node, 1);
                self.put(node)
            }
            Event::Alias(anchor) => {
                let (node, size) = self.anchors.get(&anchor).cloned().unwrap_or_default();
                self.count(size.max(1))?;
                self.put(node)
            }
            Event::SequenceStart(_, anchor, _) => {
                self.begin(bytes.start, anchor, Inner::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, _) => {
                let inner = Inner::Table {
                    entries: Vec::new(),
                    merged: Vec::new(),
                    keys: HashSet::new(),
                    key: None,
                };
                self.begin(bytes.start, anchor, inner)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(bytes.end),
            _ => Ok(()),
        }
    }

    fn count(&mut self, more: usize) -> Result<(), &'static str> {
        self.values = self.values.saturating_add(more);
        if self.values > MOST {
            return Err("more than 300 000 values, with all that aliases stand for");
        }
        Ok(())
    }

    fn span(&self, bytes: &Range<usize>) -> Span {
        Span {
            file: self.file,
            start: bytes.start,
            end: bytes.end,
        }
    }

    fn expects_key(&self) -> bool {
        matches!(
            self.open.last(),
            Some(Open {
                inner: Inner::Table { key: None, .. },
                ..
            })
        )
    }

    fn remember(&mut self, anchor: usize, node: &Option<Node>, size: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
    }

    fn begin(&mut self, start: usize, anchor: usize, inner: Inner) -> Result<(), &'static str> {
        if self.open.len() >= DEEPEST {
            return Err("nested too deep");
        }
        if self.expects_key() {
            return Err("a key is a text");
        }
        self.count(1)?;
        let before = self.values - 1;
        self.open.push(Open {
            start,
            anchor,
            inner,
            before,
        });
        Ok(())
    }

    fn end(&mut self, end: usize) -> Result<(), &'static str> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let value = match open.inner {
            Inner::List(items) => Value::Array(items),
            Inner::Table {
                mut entries,
                merged,
                mut keys,
                ..
            } => {
                // What the table says itself counts, of `<<` the first.
                for entry in merged {
                    if keys.insert(entry.key.clone()) {
                        entries.push(entry);
                    }
                }
                Value::Table(Table::new(entries))
            }
        };
        let node = Some(Node {
            span: self.span(&(open.start..end)),
            value,
        });
        self.remember(open.anchor, &node, self.values - open.before);
        self.put(node)
    }

    fn put(&mut self, node: Option<Node>) -> Result<(), &'static str> {
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        let (entries, merged, keys, key) = match &mut open.inner {
            Inner::List(items) => {
                items.extend(node);
                return Ok(());
            }
            Inner::Table {
                entries,
                merged,
                keys,
                key,
            } => (entries, merged, keys, key),
        };
        let Some((name, key_span)) = key.take() else {
            let Some(Node {
                span,
                value: Value::String(name),
            }) = node
            else {
                return Err("a key is a text");
            };
            *key = Some((name, span));
            return Ok(());
        };
        let Some(node) = node else { return Ok(()) };
        if name == "<<" {
            let tables = match node.value {
                Value::Array(items) => items,
                value => vec![Node {
                    span: node.span,
                    value,
                }],
            };
            for table in tables {
                if let Value::Table(table) = table.value {
                    merged.extend(table.into_entries());
                }
            }
            return Ok(());
        }
        if !keys.insert(name.clone()) {
            return Err("the key is there already");
        }
        entries.push(Entry {
            key: name,
            key_span,
            node,
        });
        Ok(())
    }
}

/// Where each byte of the text that a scalar means stands in the file. Line ends and indents that YAML folds are stepped over;
/// `None` where escapes make other letters of it.
pub fn positions(file: &str, node: &Node) -> Option<Vec<usize>> {
    let text = node.string()?;
    let raw = file.get(node.span.start..node.span.end)?;
    let quotes = usize::from(raw.starts_with(['"', '\'']));
    let raw = raw.get(quotes..raw.len() - quotes)?;
    let begin = node.span.start + quotes;
    let mut at = 0;
    let mut out = Vec::with_capacity(text.len());
    for letter in text.chars() {
        let blank = letter.is_whitespace();
        let rest = raw.get(at..)?;
        if !blank {
            at += rest.len() - rest.trim_start().len();
        }
        out.extend((0..letter.len_utf8()).map(|byte| begin + at + byte));
        let next = raw.get(at..)?.chars().next();
        match next {
            Some(next) if next == letter || (blank && next.is_whitespace()) => {
                at += next.len_utf8();
            }
            _ if blank => {}
            _ => return None,
        }
    }
    Some(out)
}

/// Where a part of the text that a scalar means stands in the file; the whole scalar where that is not known.
pub fn within(file: &str, node: &Node, part: Range<usize>) -> Span {
    positions(file, node)
        .and_then(|bytes| of_bytes(&bytes, node.span, &part))
        .unwrap_or(node.span)
}

/// The same, of positions that are known.
pub fn of_bytes(bytes: &[usize], whole: Span, part: &Range<usize>) -> Option<Span> {
    Some(Span {
        file: whole.file,
        start: *bytes.get(part.start)?,
        end: bytes.get(part.end.checked_sub(1)?)? + 1,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{NotYaml, parse_yaml, positions, within};
    use crate::diagnostic::FileId;
    use crate::source::Node;

    fn read(text: &str) -> Node {
        parse_yaml(text, FileId(0)).unwrap()
    }

    #[test]
    fn keys_and_values_have_places() {
        let text =
            "a: &l {severity: \"page\", n: 1}\nb:\n  <<: *l\n  n: ~\n  m: null\n  2: [x, ~, y]\n";
        let root = read(text);
        let shown = |node: &Node| &text[node.span.start..node.span.end];
        let a = root.get("a").unwrap();
        assert_eq!(shown(a), "{severity: \"page\", n: 1}");
        assert_eq!(shown(a.get("severity").unwrap()), "\"page\"");
        let b = root.get("b").unwrap();
        assert_eq!(b.get("n").and_then(Node::string), Some("1"));
        assert!(b.get("m").is_none());
        assert!(
            matches!(&b.get("2").unwrap().value, crate::source::Value::Array(items) if items.len() == 2)
        );
    }

    #[test]
    fn a_part_of_a_scalar_is_found_in_the_file() {
        for text in [
            "e: sum(x) > 1",
            "e: 'sum(x) > 1'",
            "e: |\n  sum(x)\n    > 1\n",
            "e: >-\n  sum(x)\n  > 1\n",
            "e: sum(x)\n  > 1\n",
            "\u{feff}e: \"sum(x) > 1\"",
        ] {
            let root = read(text);
            let node = root.get("e").unwrap();
            let value = node.string().unwrap();
            for part in ["sum", "x", "(x)", "> 1", "1"] {
                let at = value.find(part).unwrap();
                assert_eq!(positions(text, node).unwrap().len(), value.len());
                let span = within(text, node, at..at + part.len());
                assert_eq!(&text[span.start..span.end], part, "{text:?}");
            }
        }
        // Escapes make other letters of it.
        let text = "e: \"a\\tb c\"";
        let root = read(text);
        let node = root.get("e").unwrap();
        assert_eq!(within(text, node, 4..5), node.span);
    }

    #[test]
    fn what_is_no_yaml_is_said_where_it_is() {
        for (text, at, why) in [
            ("a:\n\t- x", 4, "a tab"),
            ("a: b: c", 4, "a second"),
            ("a: 'x", 3, "the quotes"),
            ("a: *x", 3, "there is no `&`"),
            ("a: 1\na: 2", 8, "the key is there already"),
            ("? [a]\n: 1", 2, "a key is a text"),
        ] {
            let NotYaml {
                at: found,
                why: said,
            } = parse_yaml(text, FileId(0)).unwrap_err();
            assert!(said.starts_with(why), "{text:?}: {said}");
            assert_eq!(found, at, "{text:?}");
        }
    }

    #[test]
    fn there_is_an_end_to_depth_and_number() {
        let deep = format!("a: {}", "[".repeat(10_000));
        assert!(parse_yaml(&deep, FileId(0)).is_err());
        let mut lol = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            lol.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        }
        let why = parse_yaml(&lol, FileId(0)).unwrap_err().why;
        assert!(why.starts_with("more than"), "{why}");
        assert_eq!(read("").table().unwrap().len(), 0);
        assert_eq!(read("a: 1\n---\nb: 2\n").table().unwrap().len(), 1);
    }
}

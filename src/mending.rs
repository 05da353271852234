//! `--fix`: findings with one right answer, mended in the text itself, so that comments, order and blanks stay as they are.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Fix, Path, Place, Span};
use crate::source::{self, Node, Sources, Value};

/// Bytes of the text, and what comes in their place.
type Edit = (Range<usize>, String);

/// The text with what can be mended in one go, and how many findings that were; nothing, where there is none. What is in each other's
/// way is left for the next go.
pub fn mended(text: &str, findings: &[Diagnostic]) -> Option<(String, usize)> {
    let mut sources = Sources::default();
    let file = sources.add("", text);
    let (tree, found) = source::parse(&sources, file);
    let before = found.len();
    let place = Placing {
        text,
        tree: &tree,
        sources: &sources,
    };
    let mut all: Vec<Vec<Edit>> = findings
        .iter()
        .filter_map(|finding| place.edits(finding.fix.as_ref()?))
        .collect();
    all.sort_by_key(|edits| edits.first().map(|(range, _)| range.start));
    all.dedup();
    let mut taken: Vec<Vec<Edit>> = Vec::new();
    let mut used: Vec<Range<usize>> = Vec::new();
    for edits in all {
        let free = |range: &Range<usize>| {
            used.iter()
                .all(|other| range.end <= other.start || other.end <= range.start)
        };
        if edits.iter().all(|(range, _)| free(range)) {
            used.extend(edits.iter().map(|(range, _)| range.clone()));
            taken.push(edits);
        }
    }
    let written = |taken: &[Vec<Edit>]| {
        let mut edits: Vec<&Edit> = taken.iter().flatten().collect();
        edits.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (range, new) in edits {
            out.push_str(&text[at..range.start]);
            out.push_str(new);
            at = range.end;
        }
        out.push_str(&text[at..]);
        out
    };
    let is_sound = |text: &str| {
        let mut sources = Sources::default();
        let file = sources.add("", text);
        source::parse(&sources, file).1.len() <= before
    };
    let mut new = written(&taken);
    if !is_sound(&new) {
        // Two keys may have become one: each is tried by itself.
        let mut sound: Vec<Vec<Edit>> = Vec::new();
        for edits in taken {
            sound.push(edits);
            if !is_sound(&written(&sound)) {
                sound.pop();
            }
        }
        new = written(&sound);
        taken = sound;
    }
    (new != text).then_some((new, taken.len()))
}

struct Placing<'t> {
    text: &'t str,
    tree: &'t Node,
    sources: &'t Sources,
}

impl Placing<'_> {
    /// Nothing, where the place is not in this text as it is: a value of another layer, or of a place that is gone.
    fn edits(&self, fix: &Fix) -> Option<Vec<Edit>> {
        Some(match fix {
            Fix::Key(path, new) => {
                let span = self.tree.entry(path)?.key_span;
                vec![(range(span), Path::of(&[new.as_str()]).to_string())]
            }
            Fix::Value(path, new) => vec![(self.value(path)?, new.clone())],
            Fix::Letters(place, new) => {
                let span = self.sources.locate(self.tree, place);
                if let Place::Within(path, _) = place {
                    let whole = self.tree.at(path)?.span;
                    let stands = self.text.get(range(span))?;
                    // Where the place is not known, the whole value would go.
                    if span == whole || stands.contains(['"', '\'', '\\']) {
                        return None;
                    }
                }
                vec![(range(span), new.clone())]
            }
            Fix::Swap(one, other) => {
                let (one, other) = (self.value(one)?, self.value(other)?);
                let text = |range: &Range<usize>| self.text[range.clone()].to_owned();
                vec![(one.clone(), text(&other)), (other.clone(), text(&one))]
            }
            Fix::Tables(path) => self.tables(path)?,
        })
    }

    /// A value that is written in one piece.
    fn value(&self, path: &Path) -> Option<Range<usize>> {
        let node = self.tree.at(path)?;
        let range = range(node.span);
        let text = self.text.get(range.clone())?;
        let whole = match &node.value {
            Value::Table(_) => text.starts_with('{'),
            Value::Array(_) => text.starts_with('[') && !text.starts_with("[["),
            _ => true,
        };
        (whole && !text.is_empty()).then_some(range)
    }

    /// Each `[[services]]` gets the name that stands below it, and so do the headers of its tables.
    fn tables(&self, path: &Path) -> Option<Vec<Edit>> {
        let Value::Array(items) = &self.tree.at(path)?.value else {
            return None;
        };
        let mut edits = Vec::new();
        let mut names = BTreeSet::new();
        for item in items {
            let name = item.table()?.get("name")?;
            let text = name.node.string()?;
            if !names.insert(text) {
                return None;
            }
            let named = path.key(text);
            self.headers(item, &named, true, &mut edits)?;
            let line = self.line(name.key_span.start, name.node.span.end)?;
            edits.push((line, String::new()));
        }
        edits.sort_by_key(|(range, _)| range.start);
        Some(edits)
    }

    fn headers(&self, node: &Node, named: &Path, list: bool, edits: &mut Vec<Edit>) -> Option<()> {
        let Value::Table(table) = &node.value else {
            return Some(());
        };
        let header = self.text.get(range(node.span))?;
        if header.starts_with('[') {
            if header.starts_with("[[") != list || !header.ends_with(']') {
                return None;
            }
            edits.push((range(node.span), format!("[{named}]")));
        } else if list {
            return None;
        }
        for entry in table.entries() {
            match &entry.node.value {
                Value::Array(items) => {
                    let tables = items.iter().any(|item| {
                        self.text
                            .get(range(item.span))
                            .is_some_and(|text| text.starts_with("[["))
                    });
                    if tables {
                        return None;
                    }
                }
                _ => self.headers(&entry.node, &named.key(&entry.key), false, edits)?,
            }
        }
        Some(())
    }

    /// The line of these bytes with its end, if nothing but blanks and a comment stands on it besides.
    fn line(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let begin = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let rest = self.text.get(end..)?;
        let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let after = rest[..length].trim();
        let alone = self.text[begin..start].trim().is_empty()
            && (after.is_empty() || after.starts_with('#'));
        alone.then_some(begin..end + length)
    }
}

fn range(span: Span) -> Range<usize> {
    span.start..span.end
}

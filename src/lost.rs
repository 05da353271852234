//! What of a file could not be read, so that nobody takes its echo for a mistake.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, FileId, Level, Place, Span};
use crate::source::{Node, Value};

/// Bytes of the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Lines that are no TOML.
    lines: Vec<Range<usize>>,
    /// Lists and inline tables that are never closed.
    swallowed: Vec<Range<usize>>,
    /// What stands below a header that could not be read: its keys went to another table.
    orphaned: Vec<Range<usize>>,
}

impl Lost {
    /// By the findings of the source.
    pub fn of(text: &str, root: &Node, findings: &[Diagnostic]) -> Lost {
        let mut lost = Lost::default();
        let errors = findings.iter().filter(|f| f.level == Level::Error);
        for finding in errors {
            for label in &finding.labels {
                let Place::At(span) = &label.place else {
                    lost.lines.push(0..text.len().max(1));
                    continue;
                };
                let before = text.get(..span.start).unwrap_or_default();
                let after = text.get(span.end..).unwrap_or_default();
                let start = before.rfind('\n').map_or(0, |at| at + 1);
                let end = after.find('\n').map_or(text.len(), |at| span.end + at);
                lost.lines.push(start..end.max(span.start + 1));
                let header = finding.id == "toml/syntax"
                    && text
                        .get(start..end)
                        .is_some_and(|line| line.trim_start().starts_with('['));
                if let Some(node) = opened_at(root, span.start) {
                    lost.swallowed.push(node.span.start + 1..node.span.end);
                } else if header {
                    let rest = text.get(end..).unwrap_or_default();
                    let next = rest.find("\n[").map_or(text.len(), |at| end + at);
                    lost.orphaned.push(end..next);
                }
            }
        }
        lost
    }

    /// Places of which nothing is known.
    pub fn unread(&self, file: FileId) -> Vec<Span> {
        let ranges = self.lines.iter().chain(&self.swallowed);
        ranges
            .map(|range| Span {
                file,
                start: range.start,
                end: range.end,
            })
            .collect()
    }

    /// Whether a finding of the source or of the structure is an echo: nobody knows where its key belongs.
    pub fn is_echo(&self, finding: &Diagnostic, root: &Node) -> bool {
        let Some(label) = finding.labels.first() else {
            return false;
        };
        let start = root.span_of(&label.place).start;
        let within = |ranges: &[Range<usize>]| ranges.iter().any(|range| range.contains(&start));
        match finding.id {
            "toml/syntax" | "toml/encoding" => false,
            "toml/duplicate-key" => within(&self.swallowed) || within(&self.orphaned),
            _ => within(&self.lines) || within(&self.swallowed) || within(&self.orphaned),
        }
    }
}

/// The list or inline table that begins here.
fn opened_at(node: &Node, at: usize) -> Option<&Node> {
    let begins = |inner: &Node| inner.span.start == at;
    match &node.value {
        Value::Table(table) => table.entries().iter().find_map(|entry| {
            let inner = &entry.node;
            let holds = matches!(inner.value, Value::Array(_) | Value::Table(_));
            // A table under a header begins at the header.
            let inline = entry.key_span.end <= inner.span.start;
            if holds && inline && begins(inner) {
                Some(inner)
            } else {
                opened_at(inner, at)
            }
        }),
        Value::Array(items) => items.iter().find_map(|item| opened_at(item, at)),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Lost;
    use crate::source::{Sources, parse};

    fn echoes(text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let file = sources.add("f", text);
        let (root, findings) = parse(&sources, file);
        let lost = Lost::of(text, &root, &findings);
        let mut all = findings;
        all.extend(crate::schema::validate(&root));
        all.into_iter()
            .filter(|finding| !lost.is_echo(finding, &root))
            .map(|finding| finding.id.to_owned())
            .collect()
    }

    #[test]
    fn what_follows_from_a_lost_line_is_not_said() {
        for text in [
            "[services.a]\nkind = \"redis\"\n[services.db\nkind = \"redis\"\nfoo = 1\n[stack]\n",
            "[services.a]\naddress = [\"a:1\"\n[receivers.x]\nkind = 3\n",
        ] {
            assert_eq!(echoes(text), ["toml/syntax"], "{text}");
        }
        assert_eq!(
            echoes("[services.a]\n  kind = \"redis\"\n  kind = \"redis\"\n"),
            ["toml/duplicate-key"]
        );
        assert_eq!(
            echoes("[services.a\nkind = 1\n[services.b]\nkind = \"redis\"\nfoo = 1\n"),
            ["toml/syntax", "schema/unknown-key"]
        );
    }
}

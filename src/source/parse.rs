//! From text to values. The `toml` crate reads; it stops nesting at 80 levels by itself, so nothing here recurses deeper.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use crate::diagnostic::{Diagnostic, FileId, Place, Span};

use super::{Entry, Node, Sources, Table, Value, newer, syntax};

/// How much is read again to find every mistake; a file that needs more is something else than TOML.
const MOST_REPEATED: usize = 20_000_000;

/// A file with more of these at once is something else than TOML, too.
const MOST_STOPS: usize = 50;

/// Reads a file: all that could be understood, and every syntax mistake.
pub fn parse(sources: &Sources, file: FileId) -> (Node, Vec<Diagnostic>) {
    let text = sources.text(file);
    let (repaired, mut errors) = repair(text);
    let (document, found) = DeTable::parse_recoverable(&repaired);
    errors.extend(found);
    let mut reader = Reader {
        file,
        findings: Vec::new(),
    };
    let value = Value::Table(reader.table(document.into_inner()));
    let root = Node {
        span: Span {
            file,
            start: 0,
            end: text.len(),
        },
        value,
    };
    let mut findings = syntax::findings(text, &root, &errors);
    findings.append(&mut reader.findings);
    if findings.is_empty() {
        findings.extend(newer::finding(text, &root));
    }
    (root, findings)
}

/// The crate gives up at a line without `=` and at a header without `]`: each such line is noted, blanked and left behind.
fn repair(text: &str) -> (Cow<'_, str>, Vec<Error>) {
    let mut repaired = Cow::Borrowed(text);
    let mut errors: Vec<Error> = Vec::new();
    let mut bytes_left = MOST_REPEATED;
    while bytes_left >= text.len() && looks_broken(&repaired) {
        let (_, found) = DeTable::parse_recoverable(&repaired);
        let stopping: Vec<Error> = found.into_iter().filter(stops).collect();
        if stopping.is_empty() || errors.len() + stopping.len() > MOST_STOPS {
            break;
        }
        bytes_left -= text.len();
        repaired = Cow::Owned(without_lines(&repaired, &stopping));
        errors.extend(stopping);
    }
    (repaired, errors)
}

/// Whether a line may be one at which the crate gives up; a cheap look that spares most files a second reading.
fn looks_broken(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim();
        match line.chars().next() {
            None | Some('#') => false,
            Some('[') => line.contains(' ') || !line.contains(']'),
            Some(_) => !line.contains('='),
        }
    })
}

fn stops(error: &Error) -> bool {
    [
        "key with no value",
        "invalid key-value pair",
        "invalid unquoted key",
        "unclosed table",
        "unclosed array table",
    ]
    .iter()
    .any(|message| error.message().starts_with(message))
}

/// The same text, byte for byte, with the lines of these errors made harmless.
fn without_lines(text: &str, errors: &[Error]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for at in errors
        .iter()
        .filter_map(|error| Some(error.span()?.start.min(text.len())))
    {
        let start = bytes[..at]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let length = bytes[start..]
            .iter()
            .take_while(|byte| !matches!(byte, b'\n' | b'\r'))
            .count();
        let line = &mut bytes[start..start + length];
        // A header keeps its keys together: `[my api]` is read as `[my_api]`.
        let is_header = line.starts_with(b"[") && line.ends_with(b"]");
        for byte in line {
            let is_plain = byte.is_ascii_alphanumeric() || b"[]._-\"'".contains(byte);
            if !is_header {
                *byte = b' ';
            } else if !is_plain {
                *byte = b'_';
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

struct Reader {
    file: FileId,
    findings: Vec<Diagnostic>,
}

impl Reader {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span {
            file: self.file,
            start: range.start,
            end: range.end,
        }
    }

    /// The crate sorts entries by key; the author's order is that of the keys' places.
    fn table(&mut self, table: DeTable<'_>) -> Table {
        let mut entries: Vec<Entry> = table
            .into_iter()
            .map(|(key, value)| Entry {
                key_span: self.span(key.span()),
                key: key.into_inner().into_owned(),
                node: self.node(value),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        Table::new(entries)
    }

    fn node(&mut self, value: Spanned<DeValue<'_>>) -> Node {
        let span = self.span(value.span());
        let value = match value.into_inner() {
            DeValue::String(text) => Value::String(text.into_owned()),
            DeValue::Boolean(boolean) => Value::Boolean(boolean),
            DeValue::Datetime(datetime) => Value::Datetime(datetime.to_string()),
            DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Integer(integer) => {
                let text = integer.as_str();
                match i64::from_str_radix(text, integer.radix()) {
                    Ok(number) => Value::Integer(number),
                    // Nothing is left of a number that was already found to be malformed.
                    Err(_) if text.is_empty() => Value::Integer(0),
                    Err(_) => {
                        self.findings.push(
                            Diagnostic::error("toml/syntax", "a number is too large for TOML")
                                .at(Place::At(span), "does not fit in 64 bits")
                                .help("write a smaller number, or a text in quotes"),
                        );
                        Value::Float(text.parse().unwrap_or(f64::INFINITY))
                    }
                }
            }
            DeValue::Array(items) => {
                Value::Array(items.into_iter().map(|item| self.node(item)).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node { span, value }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::parse;
    use crate::source::Sources;

    fn ids(text: &str) -> Vec<&'static str> {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text);
        parse(&sources, file).1.iter().map(|f| f.id).collect()
    }

    #[test]
    fn keeps_the_order_of_the_file() {
        let mut sources = Sources::default();
        let file = sources.add(
            "a.toml",
            "z = 1\na = 2\n[m.y]\nx = nan\n[m.b]\nd = 2026-01-01\n",
        );
        let (root, findings) = parse(&sources, file);
        assert_eq!(findings, []);
        assert_eq!(
            root.to_json().to_string(),
            r#"{"z":1,"a":2,"m":{"y":{"x":null},"b":{"d":"2026-01-01"}}}"#
        );
    }

    #[test]
    fn hostile_files_are_findings_and_fast() {
        let started = std::time::Instant::now();
        for text in [
            format!("a = {}", "[".repeat(100_000)),
            format!("a = {}", "{a=".repeat(100_000)),
            format!("{}= 1", "a.".repeat(100_000)),
            format!("[{}a]\n", "a.".repeat(100_000)),
            format!("a = {}", "\"".repeat(100_001)),
            "x\n".repeat(100_000),
            "\0".repeat(1000),
            "a = 99999999999999999999".into(),
            "[a]\n".repeat(1000),
        ] {
            let found = ids(&text);
            assert!(!found.is_empty() && found.len() <= 51, "{}", found.len());
        }
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
        for text in ["", "\u{feff}a = 1\r\nb = 2\r\n", "# only a comment"] {
            assert_eq!(ids(text), [""; 0], "{text:?}");
        }
    }
}

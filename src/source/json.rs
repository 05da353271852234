//! JSON that people have, with a place for every key and value. RFC 8259; `null` is as good as nothing: such entries are left out.

use crate::diagnostic::{FileId, Span};

use super::{Entry, Node, Table, Value};

/// How deep values may nest: the reader recurses.
const DEEPEST: usize = 100;

/// Where the text stops to be JSON, and what is wrong there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotJson {
    pub at: usize,
    pub why: &'static str,
}

/// Reads a whole text.
///
/// # Errors
/// At the first place that is no JSON.
pub fn parse_json(text: &str, file: FileId) -> Result<Node, NotJson> {
    let mut reader = Reader {
        text,
        file,
        at: if text.starts_with('\u{feff}') { 3 } else { 0 },
        depth: 0,
    };
    let node = reader.value()?;
    reader.blanks();
    match reader.at == text.len() {
        true => Ok(node.unwrap_or(Node {
            span: Span::default(),
            value: Value::Table(Table::default()),
        })),
        false => Err(reader.wrong("expected the end of the file")),
    }
}

struct Reader<'t> {
    text: &'t str,
    file: FileId,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn wrong(&self, why: &'static str) -> NotJson {
        NotJson { at: self.at, why }
    }

    fn blanks(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn span(&self, start: usize) -> Span {
        Span {
            file: self.file,
            start,
            end: self.at,
        }
    }

    /// Nothing for `null`.
    fn value(&mut self) -> Result<Option<Node>, NotJson> {
        self.blanks();
        let start = self.at;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong("nested too deep"));
        }
        let value = match self.peek() {
            Some(b'{') => self.table()?,
            Some(b'[') => self.array()?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => {
                let rest = self.text.get(start..).unwrap_or_default();
                let (word, value) = [
                    ("true", Some(Value::Boolean(true))),
                    ("false", Some(Value::Boolean(false))),
                    ("null", None),
                ]
                .into_iter()
                .find(|(word, _)| rest.starts_with(word))
                .ok_or_else(|| self.wrong("expected a value"))?;
                self.at += word.len();
                self.depth -= 1;
                let span = self.span(start);
                return Ok(value.map(|value| Node { span, value }));
            }
        };
        self.depth -= 1;
        Ok(Some(Node {
            span: self.span(start),
            value,
        }))
    }

    fn table(&mut self) -> Result<Value, NotJson> {
        self.at += 1;
        let mut entries = Vec::new();
        self.blanks();
        if self.take(b'}') {
            return Ok(Value::Table(Table::default()));
        }
        loop {
            self.blanks();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.wrong("expected a key in quotes"));
            }
            let key = self.string()?;
            let key_span = self.span(start);
            self.blanks();
            if !self.take(b':') {
                return Err(self.wrong("expected `:`"));
            }
            if let Some(node) = self.value()? {
                entries.push(Entry {
                    key,
                    key_span,
                    node,
                });
            }
            self.blanks();
            if self.take(b'}') {
                return Ok(Value::Table(Table::new(entries)));
            }
            if !self.take(b',') {
                return Err(self.wrong("expected `,` or `}`"));
            }
        }
    }

    fn array(&mut self) -> Result<Value, NotJson> {
        self.at += 1;
        let mut items = Vec::new();
        self.blanks();
        if self.take(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.extend(self.value()?);
            self.blanks();
            if self.take(b']') {
                return Ok(Value::Array(items));
            }
            if !self.take(b',') {
                return Err(self.wrong("expected `,` or `]`"));
            }
        }
    }

    fn number(&mut self) -> Result<Value, NotJson> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest
            .find(|letter: char| !matches!(letter, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
            .unwrap_or(rest.len());
        let digits = &rest[..length];
        let value = match (digits.parse::<i64>(), digits.parse::<f64>()) {
            (Ok(number), _) => Value::Integer(number),
            (_, Ok(number)) => Value::Float(number),
            _ => return Err(self.wrong("expected a number")),
        };
        self.at += length;
        Ok(value)
    }

    fn string(&mut self) -> Result<String, NotJson> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let length = rest
                .find(['"', '\\'])
                .ok_or_else(|| self.wrong("a text is never closed"))?;
            out.push_str(&rest[..length]);
            self.at += length + 1;
            if rest.as_bytes()[length] == b'"' {
                return Ok(out);
            }
            let escape = self
                .peek()
                .ok_or_else(|| self.wrong("a text is never closed"))?;
            out.push(match escape {
                b'"' => '"',
                b'\\' => '\\',
                b'/' => '/',
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => {
                    out.push_str(&self.unicode()?);
                    continue;
                }
                _ => return Err(self.wrong("no such escape")),
            });
            self.at += 1;
        }
    }

    /// `\u1234`, or two of them for what needs two.
    fn unicode(&mut self) -> Result<String, NotJson> {
        let mut units = Vec::new();
        loop {
            let digits = self.text.get(self.at + 1..self.at + 5);
            let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
            units.push(unit.ok_or_else(|| self.wrong("expected four digits"))?);
            self.at += 5;
            let more = self.text.get(self.at..self.at + 2) == Some("\\u");
            if units.len() == 2 || !more || !(0xd800..0xdc00).contains(&units[0]) {
                return Ok(String::from_utf16_lossy(&units));
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::parse_json;
    use crate::diagnostic::FileId;

    fn read(text: &str) -> Result<serde_json::Value, usize> {
        let node = parse_json(text, FileId::default()).map_err(|wrong| wrong.at)?;
        Ok(node.to_json())
    }

    #[test]
    fn the_same_as_another_reader() {
        for text in [
            "{}",
            " [ ] ",
            r#"{"a": [1, -2.5e3, true, "x\ty\u00e9\ud83e\udd80\"\\\/"], "b": {"c": ""}}"#,
            "\"é🦀\"",
            "{\"a\" : 1 ,\n\"b\":[ {} ]}",
        ] {
            let wanted: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(read(text).unwrap(), wanted, "{text}");
        }
        assert_eq!(
            read(r#"{"a": null, "b": [null, 1]}"#).unwrap(),
            serde_json::json!({"b": [1]})
        );
    }

    #[test]
    fn what_is_no_json_is_placed() {
        for (text, at) in [
            ("", 0),
            ("{", 1),
            ("{\"a\"}", 4),
            ("[1,]", 3),
            ("{\"a\": 1,}", 8),
            ("[1] x", 4),
            ("\"x", 1),
            ("\"\\x\"", 2),
            ("\"\\u12\"", 2),
            ("nul", 0),
            ("{a: 1}", 1),
            ("--1", 0),
        ] {
            assert!(
                serde_json::from_str::<serde_json::Value>(text).is_err(),
                "{text}"
            );
            assert_eq!(read(text), Err(at), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read(&format!("{}1{}", "{\"a\":".repeat(99), "}".repeat(99))).is_ok());
    }

    #[test]
    fn places_are_bytes_of_the_text() {
        let text = "\u{feff}{\"é\": {\"b\": \"x\"}}";
        let node = parse_json(text, FileId::default()).unwrap();
        let span = node.get("é").unwrap().get("b").unwrap().span;
        assert_eq!(&text[span.start..span.end], "\"x\"");
    }
}

//! Where the lines of a text begin.

/// A place as editors count: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// Line starts of a text, found once.
#[derive(Debug, Clone)]
pub struct Lines {
    starts: Vec<usize>,
    length: usize,
}

impl Lines {
    /// Finds them.
    pub fn new(text: &str) -> Lines {
        let after_newlines = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        Lines {
            starts: std::iter::once(0).chain(after_newlines).collect(),
            length: text.len(),
        }
    }

    /// Index of the line that a byte is on.
    pub fn line(&self, byte: usize) -> usize {
        self.starts
            .partition_point(|start| *start <= byte)
            .saturating_sub(1)
    }

    /// First byte of a line.
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.length)
    }

    /// The byte after a line and its newline.
    pub fn end(&self, line: usize) -> usize {
        self.starts.get(line + 1).copied().unwrap_or(self.length)
    }

    /// How many lines there are; a last newline does not begin one.
    pub fn count(&self) -> usize {
        match self.starts.last() {
            Some(last) if *last == self.length && self.starts.len() > 1 => self.starts.len() - 1,
            _ => self.starts.len(),
        }
    }

    /// The same with columns in UTF-16 code units, as SARIF and language servers count them.
    pub fn position_in_utf16(&self, text: &str, byte: usize) -> Position {
        let byte = byte.min(text.len());
        let line = self.line(byte);
        let before = text.get(self.start(line)..byte).unwrap_or("");
        let shown = before.strip_prefix('\u{feff}').unwrap_or(before);
        Position {
            line: line + 1,
            column: shown.encode_utf16().count() + 1,
        }
    }

    /// Line and column of a byte; a byte order mark is no column.
    pub fn position(&self, text: &str, byte: usize) -> Position {
        let byte = byte.min(text.len());
        let line = self.line(byte);
        let before = text.get(self.start(line)..byte).unwrap_or("");
        Position {
            line: line + 1,
            column: before.chars().filter(|c| *c != '\u{feff}').count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, Position};

    #[test]
    fn columns_are_characters() {
        let text = "\u{feff}a = \"é🦀\" # x\r\nb = 1\n";
        let lines = Lines::new(text);
        let at = |word: &str| lines.position(text, text.find(word).unwrap_or(0));
        assert_eq!(at("a"), Position { line: 1, column: 1 });
        assert_eq!(
            at("#"),
            Position {
                line: 1,
                column: 10
            }
        );
        assert_eq!(
            lines.position_in_utf16(text, text.find('#').unwrap_or(0)),
            Position {
                line: 1,
                column: 11
            }
        );
        assert_eq!(at("b"), Position { line: 2, column: 1 });
        assert_eq!(lines.count(), 2);
        assert_eq!(lines.position(text, 10_000).line, 3);
    }
}

//! The files of a run.

use crate::diagnostic::{Diagnostic, FileId, Place, Span};

use super::Node;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// As it is shown: relative to where the command runs.
    pub name: String,
    pub text: String,
    /// Taken along beside `monitoring.toml`: no TOML.
    pub taken: bool,
}

/// The files of a run, by [`FileId`].
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file. More than 65 536 files share the last id: their findings then name the last file.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.push(name.into(), text.into(), false)
    }

    /// Adds a file that the stack takes along.
    pub fn add_taken(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.push(name.into(), text.into(), true)
    }

    /// A file that was taken along before: another environment has it, too.
    pub fn taken(&self, name: &str) -> Option<FileId> {
        let known = |file: &SourceFile| file.taken && file.name == name;
        let at = self.files.iter().position(known)?;
        u16::try_from(at).ok().map(FileId)
    }

    fn push(&mut self, name: String, text: String, taken: bool) -> FileId {
        let file = FileId(u16::try_from(self.files.len()).unwrap_or(u16::MAX));
        self.files.push(SourceFile { name, text, taken });
        file
    }

    /// Adds a file as it was read. Bytes that are no UTF-8 are a finding; the rest of the file is still read.
    pub fn add_bytes(
        &mut self,
        name: impl Into<String>,
        bytes: Vec<u8>,
    ) -> (FileId, Option<Diagnostic>) {
        let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        match String::from_utf8(bytes) {
            Ok(text) => (self.add(name, text), None),
            Err(error) => {
                let start = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let file = self.add(name, text);
                let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
                let (title, help) = if wide {
                    ("the file is written in UTF-16", "save it as UTF-8")
                } else {
                    (
                        "the file is not written in UTF-8",
                        "save it as UTF-8, the only encoding that TOML knows",
                    )
                };
                let finding = Diagnostic::error("toml/encoding", title)
                    .at(
                        Place::At(Span { file, start, end }),
                        "the first byte that is no UTF-8",
                    )
                    .help(help);
                (file, Some(finding))
            }
        }
    }

    /// A file.
    pub fn get(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(usize::from(file.0))
    }

    /// The text of a file; nothing, if there is no such file.
    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |file| &file.text)
    }

    /// All files, in the order they were added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .filter_map(|(at, file)| Some((FileId(u16::try_from(at).ok()?), file)))
    }

    /// The bytes of a place, exact also inside texts with escapes, where [`Node::span_of`] takes the whole value.
    pub fn locate(&self, root: &Node, place: &Place) -> Span {
        let whole = root.span_of(place);
        let Place::Within(path, range) = place else {
            return whole;
        };
        let Some(node) = root.at(path) else {
            return whole;
        };
        let raw = self
            .text(node.span.file)
            .get(node.span.start..node.span.end)
            .unwrap_or("");
        if !raw.starts_with('"') {
            return whole;
        }
        let starts = content_starts(raw);
        match (starts.get(range.start), starts.get(range.end)) {
            (Some(start), Some(end)) if start <= end => Span {
                file: node.span.file,
                start: node.span.start + start,
                end: node.span.start + end,
            },
            _ => node.span,
        }
    }
}

/// Whether a finding of syntax stands on a line in which bytes that are no UTF-8 were replaced.
pub fn holds_replaced(text: &str, finding: &Diagnostic) -> bool {
    finding.labels.iter().any(|label| {
        let Place::At(span) = &label.place else {
            return false;
        };
        let start = text.get(..span.start).and_then(|before| before.rfind('\n'));
        let line = text.get(start.map_or(0, |at| at + 1)..);
        line.and_then(|rest| rest.lines().next())
            .is_some_and(|line| line.contains(char::REPLACEMENT_CHARACTER))
    })
}

/// For each byte of a basic string's content, and its end, where it is written. Empty for what is not a basic string.
fn content_starts(raw: &str) -> Vec<usize> {
    let multi = raw.starts_with("\"\"\"");
    let quotes = if multi { 3 } else { 1 };
    if raw.len() < 2 * quotes {
        return Vec::new();
    }
    let end = raw.len() - quotes;
    let mut at = quotes;
    if multi {
        let rest = &raw[at..];
        at += if rest.starts_with("\r\n") {
            2
        } else {
            usize::from(rest.starts_with('\n'))
        };
    }
    let mut starts = Vec::new();
    while let Some(character) = raw.get(at..end).and_then(|rest| rest.chars().next()) {
        if character != '\\' {
            starts.extend(std::iter::repeat_n(at, character.len_utf8()));
            at += character.len_utf8();
            continue;
        }
        let rest = &raw[at + 1..end];
        let digits = match rest.chars().next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            Some(c) if c.is_whitespace() => {
                // A backslash at the end of a line swallows the blanks that follow.
                at += 1 + (rest.len() - rest.trim_start().len());
                continue;
            }
            Some(_) => {
                starts.push(at);
                at += 2;
                continue;
            }
            None => break,
        };
        let length = rest
            .get(1..=digits)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32)
            .map_or(1, char::len_utf8);
        starts.extend(std::iter::repeat_n(at, length));
        at += 2 + digits;
    }
    starts.push(end);
    starts
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Sources;
    use crate::diagnostic::{FileId, Path, Place};
    use crate::source::parse;

    #[test]
    fn escapes_do_not_shift_places() {
        for text in [
            "a = \"x\\ty\\u00e9zWORDq\"\n",
            "a = \"\"\"\nx\\\n   y\\U000000e9zWORDq\"\"\"\n",
            "a = 'xyWORD'\n",
        ] {
            let mut sources = Sources::default();
            let file = sources.add("a.toml", text);
            let (root, findings) = parse(&sources, file);
            assert_eq!(findings, []);
            let content = root.get("a").unwrap().string().unwrap();
            let start = content.find("WORD").unwrap();
            let span = sources.locate(&root, &Place::Within(Path::of(&["a"]), start..start + 4));
            assert_eq!(&text[span.start..span.end], "WORD");
        }
    }

    #[test]
    fn other_encodings_are_findings() {
        let mut sources = Sources::default();
        let (_, finding) = sources.add_bytes("a", b"a = \"x\xe9\"\n".to_vec());
        assert_eq!(finding.unwrap().title, "the file is not written in UTF-8");
        let (_, finding) = sources.add_bytes("b", b"\xff\xfea\x00=\x001\x00".to_vec());
        assert_eq!(finding.unwrap().title, "the file is written in UTF-16");
        let (file, finding) = sources.add_bytes("c", b"a = 1".to_vec());
        assert_eq!((file, finding), (FileId(2), None));
    }
}

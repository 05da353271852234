//! Syntax mistakes in our own words: one finding per line, since what follows a mistake on its line is mostly its echo.

use toml::de::Error;

use crate::diagnostic::{Diagnostic, Place, Span};

use super::duplicate::{Duplicates, header_path};
use super::wording::words;
use super::{Node, Value};

/// A file with more mistakes than this is something else than TOML; more findings would help nobody.
const MOST: usize = 50;

/// All syntax mistakes of a file.
pub fn findings(text: &str, root: &Node, errors: &[Error]) -> Vec<Diagnostic> {
    let mut errors: Vec<(std::ops::Range<usize>, &str)> = errors
        .iter()
        .map(|error| (clamp(text, error.span().unwrap_or(0..0)), error.message()))
        .collect();
    // On one line the most telling message speaks.
    errors.sort_by_key(|(span, message)| (line_start(text, span.start), rank(message), span.start));
    let mut duplicates = None;
    let mut found = Vec::new();
    let mut last_line = None;
    let mut silent_until = 0;
    let mut too_deep = false;
    for (at, (range, message)) in errors.iter().enumerate() {
        let line = line_start(text, range.start);
        let deep = message.contains("recurs");
        if last_line == Some(line) || range.start < silent_until || (deep && too_deep) {
            continue;
        }
        last_line = Some(line);
        too_deep |= deep;
        if found.len() == MOST {
            found.push(rest(text, root, range));
            break;
        }
        if let Some(open) = unclosed(root, &errors[at..], text, range) {
            silent_until = text.len().min(open.end + 1);
            found.push(never_closed(text, open));
            continue;
        }
        let span = Span {
            file: root.span.file,
            start: range.start,
            end: range.end,
        };
        if *message == "duplicate key" {
            let known = duplicates.get_or_insert_with(|| Duplicates::new(text, root));
            found.push(duplicate(text, known, span));
            continue;
        }
        let (title, label, help) = words(text, range, message);
        let span = shown(text, span);
        let mut finding = Diagnostic::error("toml/syntax", title).at(Place::At(span), label);
        finding.help = help;
        found.push(finding);
    }
    found
}

fn rank(message: &str) -> u8 {
    match message {
        "duplicate key" => 0,
        m if m.starts_with("unclosed array,") || m.starts_with("unclosed inline") => 1,
        m if m.starts_with("unexpected key or value") || m.starts_with("extra assignment") => 1,
        _ => 2,
    }
}

fn clamp(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let inside = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = inside(range.start);
    start..inside(range.end).max(start)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// An empty span is widened to something that can be seen, on its own line.
fn shown(text: &str, span: Span) -> Span {
    if span.start < span.end {
        return span;
    }
    let line = line_start(text, span.start);
    let before = &text[line..span.start];
    let word = before.trim_end();
    match word.char_indices().next_back() {
        Some((at, _)) => Span {
            start: line + at,
            end: line + word.len(),
            ..span
        },
        None => span,
    }
}

fn rest(text: &str, root: &Node, range: &std::ops::Range<usize>) -> Diagnostic {
    let yaml = text
        .lines()
        .filter(|line| line.trim_end().ends_with(':'))
        .count()
        > 1;
    Diagnostic::error("toml/syntax", "the file is no TOML from here on, either")
        .at(
            Place::At(Span {
                file: root.span.file,
                start: range.start,
                end: range.end,
            }),
            "and more mistakes follow",
        )
        .help(if yaml {
            "it looks like YAML: TOML writes `[services.api]` and `kind = \"http\"`"
        } else {
            "mend the first ones, then check again"
        })
}

/// A list or inline table that is never closed swallows the lines that follow: it is named where it opens.
fn unclosed(
    root: &Node,
    later: &[(std::ops::Range<usize>, &str)],
    text: &str,
    range: &std::ops::Range<usize>,
) -> Option<Span> {
    let (end, _) = later.iter().find(|(_, message)| {
        message.starts_with("unclosed array,") || message.starts_with("unclosed inline")
    })?;
    let node = outermost(root, range.start.min(end.start))
        .or_else(|| outermost(root, range.start.saturating_sub(1)))?;
    (node.span.end + 1 >= end.start.min(text.trim_end().len())).then_some(node.span)
}

fn outermost(node: &Node, at: usize) -> Option<&Node> {
    let table = node.table()?;
    table.entries().iter().find_map(|entry| {
        let span = entry.node.span;
        match &entry.node.value {
            Value::Array(_) | Value::Table(_)
                if span.start <= at && at <= span.end && entry.key_span.end <= span.start =>
            {
                Some(&entry.node)
            }
            Value::Table(_) => outermost(&entry.node, at),
            _ => None,
        }
    })
}

fn never_closed(text: &str, open: Span) -> Diagnostic {
    let (what, close) = if text[open.start..].starts_with('[') {
        ("a list", "]")
    } else {
        ("an inline table", "}")
    };
    Diagnostic::error("toml/syntax", format!("{what} is never closed"))
        .at(
            Place::At(Span {
                end: open.start + 1,
                ..open
            }),
            "opens here",
        )
        .help(format!("end it with `{close}`"))
}

fn duplicate(text: &str, known: &Duplicates<'_>, span: Span) -> Diagnostic {
    let key = text[span.start..span.end].trim_matches(['"', '\'']);
    let line = line_start(text, span.start);
    let header = text[line..]
        .trim_start()
        .starts_with('[')
        .then(|| header_path(text, span.start))
        .flatten();
    let (title, help) = match header {
        Some(path) => (
            format!("`[{path}]` is there twice"),
            "put the keys of both under one header",
        ),
        None => (format!("`{key}` is there twice"), "remove one of them"),
    };
    let mut finding =
        Diagnostic::error("toml/duplicate-key", title).at(Place::At(span), "here again");
    if let Some(first) = known.first(key, span.start) {
        finding = finding.at(Place::At(first), "first here");
    }
    finding.help(help)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Place;
    use crate::source::{Sources, parse};

    /// `title | label | help @text` of each finding.
    fn said(text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text);
        parse(&sources, file)
            .1
            .iter()
            .map(|finding| {
                let mut out = finding.title.clone();
                for label in &finding.labels {
                    let Place::At(span) = label.place else {
                        continue;
                    };
                    out += &format!(
                        " | {} @{}:{}",
                        label.text,
                        span.start,
                        &text[span.start..span.end]
                    );
                }
                out + &finding
                    .help
                    .as_deref()
                    .map(|help| format!(" | {help}"))
                    .unwrap_or_default()
            })
            .collect()
    }

    #[test]
    fn mistakes_in_our_words() {
        for (text, expected) in [
            (
                "a = 30d\n",
                "a text has no quotes | TOML wants quotes here @4:30d | write \"30d\"",
            ),
            (
                "a = 80%\n",
                "a text has no quotes | TOML wants quotes here @4:80% | write \"80%\"",
            ),
            (
                "password = hunter2\n",
                "a text has no quotes | TOML wants quotes here @11:hunter2 | put the text in quotes",
            ),
            (
                "a = yes\n",
                "a text has no quotes | TOML wants quotes here @4:yes | write `true`, or a text in quotes",
            ),
            (
                "a = “x”\n",
                "these quotes are not TOML's | expected \" or ' @4:“x” | write straight quotes: \"…\"",
            ),
            (
                "a =\nb = 2\n",
                "`a` has no value | expected a value @2:= | write a value behind the `=`",
            ),
            (
                "a = \"x\nb = 1\n",
                "a text is never closed | the closing quote is missing @5:x | end it with the quote that it begins with",
            ),
            (
                "a \"x\"\n",
                "a key has no value | expected `=` after this @0:a | write `key = value`",
            ),
            (
                "[a\nb = 1\n",
                "a header is never closed | expected `]` after this @1:a | end it with `]`",
            ),
            (
                "a = True\n",
                "TOML writes `true` and `false` in lower case | expected `true` or `false` @4:True | write `true`",
            ),
            (
                "a = 1 b = 2\n",
                "two entries run into each other | expected the end of the entry @6:b | begin a new line",
            ),
            (
                "a = 012\n",
                "a number begins with 0 | not allowed in TOML @4:0 | remove the 0, or write a text in quotes",
            ),
            (
                "a = 1.2.3\n",
                "this is neither a number nor a date | TOML wants quotes here, if it is a text @7:.3 | put it in quotes",
            ),
            (
                "a = 1\0\n",
                "a control character (U+0000) stands in the file | not allowed here @4:1\0 | remove it",
            ),
            (
                "x = [1,2\ny=3\n",
                "a list is never closed | opens here @4:[ | end it with `]`",
            ),
        ] {
            assert_eq!(said(text), [expected], "{text:?}");
        }
    }

    #[test]
    fn both_places_of_a_key_are_shown() {
        for (text, expected) in [
            (
                "[a]\nb=1\nb=2\n",
                "`b` is there twice | here again @8:b | first here @4:b | remove one of them",
            ),
            (
                "a = {b=1, b=2}\n",
                "`b` is there twice | here again @10:b | first here @5:b | remove one of them",
            ),
            (
                "[s.a]\nb=1\n[s.a]\nc=2\n",
                "`[s.a]` is there twice | here again @13:a | first here @3:a | put the keys of both under one header",
            ),
            (
                "[[r]]\nx=1\n[[r]]\nx=1\nx=2\n",
                "`x` is there twice | here again @20:x | first here @16:x | remove one of them",
            ),
            (
                "b = 1\n[a]\nb = 1\n[c]\nd=2\nd=3",
                "`d` is there twice | here again @24:d | first here @20:d | remove one of them",
            ),
        ] {
            assert_eq!(said(text), [expected], "{text:?}");
        }
    }

    #[test]
    fn all_at_once() {
        let text = "a = 30d\nb = \"x\n[c\nd = 1\n\n[e]\nf = 1\nf = 2\n";
        assert_eq!(said(text).len(), 4, "{:#?}", said(text));
    }
}

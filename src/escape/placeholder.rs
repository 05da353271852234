//! Placeholders that people may write in texts of alerts, as they would in Prometheus: `{{ $value }}`, `{{ $labels.name }}`,
//! each optionally through one function that makes numbers readable. Everything else stays text.

use std::ops::Range;

use super::go_template;

/// Functions of Prometheus' templates that take one number and give a text.
pub const FUNCTIONS: [&str; 4] = [
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
];

/// What is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'t> {
    Value,
    Label(&'t str),
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'t> {
    Text(&'t str),
    Placeholder {
        subject: Subject<'t>,
        function: Option<&'t str>,
    },
    /// It begins like one, and is none.
    Unknown(&'t str),
}

/// Where a label of an alert comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label<'l> {
    /// The series of the expression carry it.
    Series,
    /// The rule sets it: Prometheus does not show it to its own templates, so it is put in here.
    Constant(&'l str),
    Missing,
}

/// The parts of a text, each with its bytes.
pub fn pieces(text: &str) -> Vec<(Range<usize>, Piece<'_>)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|found| at + found) {
        if open > at {
            out.push((at..open, Piece::Text(&text[at..open])));
        }
        let inside = open + 2;
        let end = text[inside..].find("}}").map(|found| inside + found);
        let until = end.map_or(text.len(), |end| end + 2);
        let piece = end
            .and_then(|end| placeholder(&text[inside..end]))
            .unwrap_or(Piece::Unknown(&text[open..until]));
        out.push((open..until, piece));
        at = until;
    }
    if at < text.len() {
        out.push((at..text.len(), Piece::Text(&text[at..])));
    }
    out
}

fn placeholder(inside: &str) -> Option<Piece<'_>> {
    let (subject, function) = match inside.split_once('|') {
        Some((subject, function)) => (subject, Some(function.trim())),
        None => (inside, None),
    };
    if function.is_some_and(|function| !FUNCTIONS.contains(&function)) {
        return None;
    }
    let subject = match subject.trim() {
        "$value" => Subject::Value,
        other => {
            let name = other.strip_prefix("$labels.")?;
            let first = name.bytes().next()?;
            let fine = !first.is_ascii_digit()
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            Subject::Label(fine.then_some(name)?)
        }
    };
    Some(Piece::Placeholder { subject, function })
}

/// A template that gives the text with its placeholders filled; those of labels that the alert does not have stay text.
#[must_use]
pub fn template<'l>(text: &str, label: impl Fn(&str) -> Label<'l>) -> String {
    let mut out = String::with_capacity(text.len());
    for (range, piece) in pieces(text) {
        let action = match piece {
            Piece::Text(_) | Piece::Unknown(_) => None,
            Piece::Placeholder { subject, function } => {
                let subject = match subject {
                    Subject::Value => Some("$value".to_owned()),
                    Subject::Label(name) => match label(name) {
                        Label::Series => Some(format!("$labels.{name}")),
                        Label::Constant(value) if function.is_none() => {
                            out.push_str(&go_template::text(value));
                            continue;
                        }
                        Label::Constant(value) => Some(go_template::string(value)),
                        Label::Missing => None,
                    },
                };
                subject.map(|subject| match function {
                    Some(function) => format!("{{{{ {subject} | {function} }}}}"),
                    None => format!("{{{{ {subject} }}}}"),
                })
            }
        };
        out.push_str(&action.unwrap_or_else(|| go_template::text(&text[range])));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Label, Piece, pieces, template};

    fn filled(text: &str) -> String {
        template(text, |name| match name {
            "service" => Label::Series,
            "severity" => Label::Constant("critical"),
            _ => Label::Missing,
        })
    }

    #[test]
    fn known_placeholders_pass() {
        for (written, given) in [
            ("{{$value}}", "{{ $value }}"),
            (
                "{{ $value | humanizePercentage }} of",
                "{{ $value | humanizePercentage }} of",
            ),
            ("a {{ $labels.service }}: b", "a {{ $labels.service }}: b"),
            ("{{ $labels.severity }}", "critical"),
            (
                "{{ $labels.severity | humanize }}",
                "{{ \"critical\" | humanize }}",
            ),
        ] {
            assert_eq!(filled(written), given);
        }
    }

    #[test]
    fn everything_else_is_text() {
        for (written, given) in [
            ("{{ .Foo }}", "{{ \"{{\" }} .Foo }}"),
            (
                "{{ $value | printf \"%d\" }}",
                "{{ \"{{\" }} $value | printf \"%d\" }}",
            ),
            ("{{ $labels.pod }}", "{{ \"{{\" }} $labels.pod }}"),
            ("{{{ $value }}", "{{ \"{{{\" }} $value }}"),
            ("{{- $value }}", "{{ \"{{\" }}- $value }}"),
            ("a{{{{ $value }}", "a{{ \"{{{{\" }} $value }}"),
            ("{{", "{{ \"{{\" }}"),
        ] {
            assert_eq!(filled(written), given);
        }
        assert_eq!(filled("a{ {{ $value }}"), "a{ {{ $value }}");
        assert_eq!(
            filled("{{ $value }}{{ $value }}"),
            "{{ $value }}{{ $value }}"
        );
    }

    #[test]
    fn pieces_are_the_whole_text() {
        let text = "a {{ $value }} b {{ x }} c }} {{";
        let found = pieces(text);
        let joined: String = found
            .iter()
            .map(|(range, _)| &text[range.clone()])
            .collect();
        assert_eq!(joined, text);
        assert!(matches!(found[3].1, Piece::Unknown("{{ x }}")));
    }
}

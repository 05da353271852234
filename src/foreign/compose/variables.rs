//! `${VARIABLE:-default}` in a Compose file.

use std::collections::BTreeMap;

/// Values that are known.
pub type Variables = BTreeMap<String, String>;

/// The text with its variables filled in; `None` where one has neither a value nor a default.
pub fn fill(text: &str, known: &Variables) -> Option<String> {
    let mut out = String::new();
    for part in parts(text) {
        match part {
            Part::Text(text) => out.push_str(&text),
            Part::Variable {
                name,
                operator,
                word,
            } => {
                let value = known.get(&name);
                let set = value.is_some_and(|value| !operator.empty_is_unset || !value.is_empty());
                match (operator.what, set) {
                    (b'+', true) => out.push_str(&fill(&word, known)?),
                    (b'+', false) => {}
                    (_, true) => out.push_str(value?),
                    (b'-', false) => out.push_str(&fill(&word, known)?),
                    (_, false) => return None,
                }
            }
        }
    }
    Some(out)
}

/// Names of the variables of a text, in their order, those in defaults included.
pub fn names(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in parts(text) {
        if let Part::Variable { name, word, .. } = part {
            found.push(name);
            found.extend(names(&word));
        }
    }
    found
}

#[derive(Clone, Copy)]
struct Operator {
    /// `-`, `?`, `+`, or 0 for none.
    what: u8,
    /// With a colon.
    empty_is_unset: bool,
}

enum Part {
    Text(String),
    Variable {
        name: String,
        operator: Operator,
        word: String,
    },
}

/// How deep defaults may lie in defaults.
const DEEPEST: usize = 20;

/// The grammar of `template/template.go` of compose-go: `$$`, `$NAME`, `${NAME}`, and an operator with a word in the braces. What is
/// none of them stands for itself.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            plain.push('$');
            rest = after;
            continue;
        }
        let Some((part, after)) = variable(rest) else {
            plain.push('$');
            continue;
        };
        parts.push(Part::Text(std::mem::take(&mut plain)));
        parts.push(part);
        rest = after;
    }
    plain.push_str(rest);
    parts.push(Part::Text(plain));
    parts
}

/// A variable after its `$`, and what follows.
fn variable(text: &str) -> Option<(Part, &str)> {
    let (inside, after) = match text.strip_prefix('{') {
        Some(inside) => braces(inside)?,
        None => text.split_at(name_end(text)),
    };
    let (name, rest) = inside.split_at(name_end(inside));
    if name.is_empty() {
        return None;
    }
    let (empty_is_unset, rest) = match rest.strip_prefix(':') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (what, word) = match rest.bytes().next() {
        None if empty_is_unset => return None,
        None => (0, ""),
        Some(what @ (b'-' | b'?' | b'+')) => (what, &rest[1..]),
        Some(_) => return None,
    };
    let part = Part::Variable {
        name: name.to_owned(),
        operator: Operator {
            what,
            empty_is_unset,
        },
        word: word.to_owned(),
    };
    Some((part, after))
}

fn name_end(text: &str) -> usize {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
    if !text.starts_with(starts) {
        return 0;
    }
    text.find(|c: char| !(starts(c) || c.is_ascii_digit()))
        .unwrap_or(text.len())
}

/// Up to the brace that closes.
fn braces(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some((&text[..at], &text[at + 1..])),
            b'}' => depth -= 1,
            _ => {}
        }
        if depth > DEEPEST {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Variables, fill, names};

    #[test]
    fn defaults_are_taken_and_values_that_are_missing_are_not_known() {
        let known = Variables::from([("A".into(), "1".into()), ("E".into(), String::new())]);
        for (text, filled) in [
            ("plain $$5", Some("plain $5")),
            ("$A-${A}", Some("1-1")),
            ("${B:-two}", Some("two")),
            ("${E:-two}${E-two}", Some("two")),
            ("${B:-${C:-three}}", Some("three")),
            ("${A:+set}${B:+set}", Some("set")),
            ("${B}", None),
            ("${B:?say it}", None),
            ("${A:?say it}", Some("1")),
            ("100$ ${", Some("100$ ${")),
            ("${1}", Some("${1}")),
        ] {
            assert_eq!(fill(text, &known).as_deref(), filled, "{text}");
        }
        assert_eq!(names("${A:-$B}/${C:?x}"), ["A", "B", "C"]);
    }
}

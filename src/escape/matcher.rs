//! Alertmanager matchers, as they stand in `matchers`, `source_matchers` and `target_matchers`.

use std::fmt;

/// How a matcher compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    Equal,
    NotEqual,
    Matches,
    DoesNotMatch,
}

impl fmt::Display for Operator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Matches => "=~",
            Self::DoesNotMatch => "!~",
        })
    }
}

/// `name="value"`. With [`Operator::Matches`] the value is an expression: literals in it go through
/// [`super::promql::regex_literal`] first.
///
/// Grammar: Alertmanager has two parsers and, by default, tries both; where both succeed and differ, the older one wins.
/// So only the escapes that both know are used: `\\`, `\"` and `\n`. Every other character, tabs included, stands for itself
/// in both. A name that is not a classic label name is quoted too, which only the newer parser reads.
/// Source: `matcher/parse/lexer.go`, `pkg/labels/parse.go` and `matcher/compat/parse.go` of Alertmanager.
#[must_use]
pub fn matcher(name: &str, operator: Operator, value: &str) -> String {
    let mut matcher = String::with_capacity(name.len() + value.len() + 4);
    if is_classic_name(name) {
        matcher.push_str(name);
    } else {
        push_quoted(&mut matcher, name);
    }
    matcher.push_str(&operator.to_string());
    push_quoted(&mut matcher, value);
    matcher
}

fn is_classic_name(name: &str) -> bool {
    let letter = |character: char| character.is_ascii_alphabetic() || character == '_';
    name.starts_with(letter)
        && name
            .chars()
            .all(|character| letter(character) || character.is_ascii_digit())
}

fn push_quoted(matcher: &mut String, text: &str) {
    matcher.push('"');
    for character in text.chars() {
        match character {
            '"' => matcher.push_str("\\\""),
            '\\' => matcher.push_str("\\\\"),
            '\n' => matcher.push_str("\\n"),
            _ => matcher.push(character),
        }
    }
    matcher.push('"');
}

//! PromQL: string literals, and literal text inside the regular expressions of `=~`, `!~` and `label_replace`.

use super::go_string;

/// `text` as a PromQL string literal, quotes included.
///
/// Grammar: Go's interpreted string (see `go_string`). Source: Prometheus' documentation, "String literals", and
/// `util/strutil/quote.go`.
#[must_use]
pub fn string(text: &str) -> String {
    go_string::quote(text)
}

/// `text` as a regular expression that matches exactly it. Not quoted: the whole expression goes through [`string`] (PromQL)
/// or [`super::matcher::matcher`] (Alertmanager).
///
/// Grammar: RE2, where a backslash before any punctuation takes its meaning away. Source: `regexp.QuoteMeta` of Go, whose set
/// of characters this is; Prometheus and Alertmanager anchor the expression themselves.
#[must_use]
pub fn regex_literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A regular expression that matches each of `names` and nothing else: `a|b\.example|c`, in the order given.
///
/// Prometheus looks such a list of literals up in a map, so it stays fast with thousands of names. An empty list gives the
/// empty expression, which matches the empty label: callers leave the matcher out instead.
#[must_use]
pub fn alternation<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut expression = String::new();
    for (index, name) in names.into_iter().enumerate() {
        if index > 0 {
            expression.push('|');
        }
        expression.push_str(&regex_literal(name));
    }
    expression
}

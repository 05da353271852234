//! PromQL: parsed, rewritten and printed on its syntax tree, never by text.

mod labels;
mod metrics;
mod rewrite;

pub use promql_parser::parser::Expr;
use promql_parser::parser::parse as parse_expression;
use regex::Regex;

pub use labels::labels;
pub use metrics::metrics;
pub use rewrite::Rewrite;

/// How deep brackets may nest: the parser recurses.
const DEEPEST: usize = 200;

/// Operators in one expression: printing looks at every operand once more on every level above it.
const MOST_OPERATORS: usize = 500;

/// Reads an expression; the error is the parser's own words.
pub fn parse(text: &str) -> Result<Expr, String> {
    let (mut depth, mut operators) = (0usize, 0usize);
    let mut quote = None;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(open), b'\\') if open != b'`' => {
                bytes.next();
            }
            (Some(_), _) => {}
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, b'+' | b'-' | b'*' | b'/' | b'%' | b'^' | b'<' | b'>' | b'=') => operators += 1,
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
        if depth > DEEPEST {
            return Err(format!("brackets are nested more than {DEEPEST} deep"));
        }
    }
    operators += text
        .split_whitespace()
        .filter(|word| matches!(*word, "and" | "or" | "unless"))
        .count();
    if operators > MOST_OPERATORS {
        return Err(format!(
            "more than {MOST_OPERATORS} operators in one expression"
        ));
    }
    parse_expression(text)
}

/// Prints an expression over several lines, as `promtool promql format` would.
pub fn print(expression: &Expr) -> String {
    let text = expression.prettify();
    // The printer indents the first line of a binary expression: a block reads better flush left.
    text.trim_start().to_owned()
}

/// Why a regular expression cannot be read, in plain words; `None` when it can. RE2 takes a `{` that begins no repetition
/// for itself, as Prometheus does; the engine here does not, so such braces are escaped first.
pub fn unreadable(pattern: &str) -> Option<String> {
    let error = Regex::new(&format!("^(?:{})$", literal_braces(pattern)))
        .err()?
        .to_string();
    let why = error.lines().last().unwrap_or("it does not read");
    Some(why.trim_start_matches("error: ").to_owned())
}

/// Escapes every `{` that begins no `{n}`, `{n,}` or `{n,m}`.
fn literal_braces(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut letters = pattern.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                out.push(letter);
                let next = letters.next().map(|(_, next)| next);
                out.extend(next);
                // A class of Unicode: `\p{Greek}`.
                if matches!(next, Some('p' | 'P' | 'x')) && pattern[at + 2..].starts_with('{') {
                    out.extend(letters.next().map(|(_, brace)| brace));
                }
            }
            '{' if !begins_repetition(&pattern[at + 1..]) => out.push_str("\\{"),
            _ => out.push(letter),
        }
    }
    out
}

fn begins_repetition(rest: &str) -> bool {
    let Some((inside, _)) = rest.split_once('}') else {
        return false;
    };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    !least.is_empty()
        && [least, most]
            .iter()
            .all(|number| number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{parse, unreadable};

    #[test]
    fn hostile_expressions_are_refused_at_once() {
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&["up"; 5_000].join("+")).is_err());
        assert!(parse(&format!("up{{service=~\"{}\"}}", ["a-b"; 5_000].join("|"))).is_ok());
    }

    #[test]
    fn braces_are_read_as_re2_reads_them() {
        for fine in ["{{x}}", "a{2,3}", "a{2,}", "\\p{L}+", "{", "a|b", "x{y}"] {
            assert_eq!(unreadable(fine), None, "{fine}");
        }
        for wrong in ["a(", "[", "*a", "(?=x)", "\\1"] {
            assert!(unreadable(wrong).is_some(), "{wrong}");
        }
    }
}

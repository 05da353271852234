//! PromQL: parsed, rewritten and printed on its syntax tree, never by text.

mod metrics;
mod rewrite;

use promql_parser::label::Matcher;
use promql_parser::parser::token::T_EQL_REGEX;
use promql_parser::parser::{Expr, parse as parse_expression};

pub use metrics::metrics;
pub use rewrite::Rewrite;

/// How deep brackets may nest: the parser recurses.
const DEEPEST: usize = 200;

/// Reads an expression; the error is the parser's own words.
pub fn parse(text: &str) -> Result<Expr, String> {
    let mut depth = 0usize;
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(format!("brackets are nested more than {DEEPEST} deep"));
        }
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
/// for itself, as Prometheus does.
pub fn unreadable(pattern: &str) -> Option<String> {
    Matcher::new_matcher(T_EQL_REGEX, "x".into(), pattern.to_owned()).err()?;
    let error = regex::Regex::new(&format!("^(?:{pattern})$"))
        .err()?
        .to_string();
    let why = error.lines().last().unwrap_or("it does not read");
    Some(why.trim_start_matches("error: ").to_owned())
}

//! PromQL: parsed, rewritten and printed on its syntax tree, never by text.

mod metrics;
mod rewrite;

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

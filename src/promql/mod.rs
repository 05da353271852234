//! PromQL: parsed, rewritten and printed on its syntax tree, never by text.

mod constant;
mod labels;
mod located;
mod meaning;
mod metrics;
pub mod places;
mod re2;
mod rewrite;
mod scan;
mod shape;
mod variable;

pub use promql_parser::parser::Expr;
use promql_parser::parser::parse as parse_expression;

pub use constant::constant;
pub use labels::labels;
pub use located::{Located, children, visit};
pub use meaning::{Linear, Meaning, PlaceMatcher, Test, meaning};
pub use metrics::{adds_all_up, asked_labels, metrics};
pub use re2::{anchored, unreadable};
pub use rewrite::Rewrite;
pub use shape::{Miss, Shape, Shapes, miss};
pub use variable::dashboard_variable;

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
    let parsed = parse_expression(text)?;
    // The parser also reads a form of another product, which Prometheus refuses: `{a="b" or c="d"}`.
    if text.contains('{') && text.contains("or") {
        let mut other = false;
        visit(&parsed, &mut |node| {
            other |= match node {
                Expr::VectorSelector(selector) => !selector.matchers.or_matchers.is_empty(),
                Expr::MatrixSelector(matrix) => !matrix.vs.matchers.or_matchers.is_empty(),
                _ => false,
            };
        });
        if other {
            return Err("`or` between the matchers of a selector".to_owned());
        }
    }
    Ok(parsed)
}

/// Prints an expression over several lines, as `promtool promql format` would.
pub fn print(expression: &Expr) -> String {
    let text = expression.prettify();
    // The printer indents the first line of a binary expression: a block reads better flush left.
    text.trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn hostile_expressions_are_refused_at_once() {
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&["up"; 5_000].join("+")).is_err());
        assert!(parse("up{a=\"b\" or c=\"d\"}").is_err());
        assert!(parse(&format!("up{{service=~\"{}\"}}", ["a-b"; 5_000].join("|"))).is_ok());
    }
}

//! A regular expression that says no more than a plain comparison.

use promql_parser::label::MatchOp;

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::expressions::matchers;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for expression in &context.expressions {
        for node in expression.nodes() {
            for matcher in matchers(node) {
                let plain = match matcher.op {
                    MatchOp::Re(_) => "=",
                    MatchOp::NotRe(_) => "!=",
                    _ => continue,
                };
                let value = &matcher.value;
                let bare = value.strip_prefix('^').unwrap_or(value);
                let bare = bare.strip_suffix('$').unwrap_or(bare);
                let place = || expression.place(expression.located.matcher(node, &matcher.name));
                let finding = if is_plain(bare) && !bare.is_empty() {
                    Diagnostic::advice(
                        "promql/needless-regex",
                        format!("`{value}` is no pattern: it has nothing special in it"),
                    )
                    .at(place(), "a regular expression that equals one text")
                    .help(format!("write `{}{plain}\"{bare}\"`", matcher.name))
                } else if value.starts_with('^') && value.ends_with('$') && !bare.contains('|') {
                    Diagnostic::advice(
                        "promql/needless-regex",
                        "patterns of Prometheus are anchored anyway",
                    )
                    .at(place(), "`^` and `$` say nothing here")
                    .help("take `^` and `$` out")
                } else {
                    continue;
                };
                out.push(finding);
            }
        }
    }
}

/// A dot is meant as a dot more often than not, but then it is a pattern all the same.
fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_alphanumeric() || "_-:/ @%,".contains(letter))
}

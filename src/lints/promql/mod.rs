//! Expressions of the file.

pub mod always_one;
pub mod bool_comparison;
pub mod constant;
pub mod contradiction;
pub mod counter_compared_raw;
pub mod dashboard_variable;
pub mod experimental;
mod expressions;
pub mod irate_in_alert;
pub mod needless_regex;
pub mod no_match;
pub mod no_metric;
pub mod rate_of_gauge;
pub mod rate_of_sum;
pub mod topk_in_alert;
pub mod unknown_label;
pub mod unknown_metric;
pub mod window_too_short;

use promql_parser::label::MatchOp;

use crate::config::value::Duration;
use crate::diagnostic::Place;
use crate::lints::context::Context;
use crate::promql::Expr;

pub use expressions::{Expression, Role, expressions};
use expressions::{bare, matchers, selected};
pub use unknown_metric::Given;

/// A span of time that an expression reads.
pub(in crate::lints) struct Reach {
    pub place: Place,
    pub range: Duration,
    /// How far back it ends.
    pub offset: Duration,
    /// Name of the metric, where it is one, and its service where a matcher says it.
    pub metric: Option<String>,
    pub service: Option<String>,
}

/// The ranges and offsets of every expression of the file; those of objectives stand for windows that are not known yet.
pub(in crate::lints) fn reaches(context: &Context<'_>) -> Vec<Reach> {
    let mut out = Vec::new();
    let mut expressions: Vec<&Expression> = context.expressions.iter().collect();
    expressions.retain(|expression| expression.role != Role::Events);
    for expression in expressions {
        for node in expression.nodes() {
            let (range, offset) = match node {
                Expr::MatrixSelector(matrix) => (Some(matrix.range.as_millis()), &matrix.vs.offset),
                Expr::Subquery(subquery) => (Some(subquery.range.as_millis()), &subquery.offset),
                Expr::VectorSelector(selector) => (None, &selector.offset),
                _ => continue,
            };
            let offset = match offset {
                Some(promql_parser::parser::Offset::Pos(offset)) => Some(offset.as_millis()),
                _ => None,
            };
            if range.is_none() && offset.is_none() {
                continue;
            }
            let located = &expression.located;
            let part = located.range(node).or_else(|| located.offset(node));
            out.push(Reach {
                place: expression.place(part),
                range: milliseconds(range),
                offset: milliseconds(offset),
                metric: selected(node).map(str::to_owned),
                service: matchers(node)
                    .iter()
                    .find(|matcher| matcher.name == "service" && matcher.op == MatchOp::Equal)
                    .map(|matcher| matcher.value.clone()),
            });
        }
    }
    out
}

fn milliseconds(milliseconds: Option<u128>) -> Duration {
    Duration {
        milliseconds: u64::try_from(milliseconds.unwrap_or_default()).unwrap_or(u64::MAX),
    }
}

/// `rate`, `irate` or `increase`, and what it reads.
fn of_counters(node: &Expr) -> Option<(&'static str, &Expr)> {
    let Expr::Call(call) = node else { return None };
    let name = call.func.name;
    if !matches!(name, "rate" | "irate" | "increase") {
        return None;
    }
    Some((name, bare(call.args.args.first()?)))
}

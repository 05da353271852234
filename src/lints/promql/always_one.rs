//! A series divided by itself.

use promql_parser::parser::LabelModifier;
use promql_parser::parser::token::T_DIV;

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::promql::Expr;

use super::expressions::{bare, matchers, selected};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for expression in &context.expressions {
        for node in expression.nodes() {
            let Expr::Binary(binary) = node else { continue };
            let plain = binary.modifier.as_ref().is_none_or(|modifier| {
                let all = match &modifier.matching {
                    None => true,
                    Some(LabelModifier::Exclude(labels)) => labels.labels.is_empty(),
                    Some(LabelModifier::Include(_)) => false,
                };
                all && modifier.fill_values.lhs.is_none() && modifier.fill_values.rhs.is_none()
            });
            if binary.op.id() != T_DIV || !plain || !is_same(bare(&binary.lhs), bare(&binary.rhs)) {
                continue;
            }
            let finding = Diagnostic::error(
                "promql/always-one",
                "each series is divided by itself: the result is always 1",
            );
            out.push(
                finding
                    .at(
                        expression.place(expression.located.head(node)),
                        "joins series whose labels are all the same, so a series only with itself",
                    )
                    .help("add up both sides first: `sum by (service) (…) / sum by (service) (…)`"),
            );
        }
    }
}

/// The same of one metric, of which the left side selects some series of the right one; both selecting the same is meant so.
fn is_same(left: &Expr, right: &Expr) -> bool {
    match (left, right) {
        (Expr::Call(one), Expr::Call(other)) => {
            one.func.name == other.func.name
                && matches!(one.func.name, "rate" | "irate" | "increase")
                && matches!(
                    (one.args.args.as_slice(), other.args.args.as_slice()),
                    ([one], [other]) if is_same(one, other)
                )
        }
        (Expr::MatrixSelector(one), Expr::MatrixSelector(other)) => {
            one.range == other.range
                && one.vs.offset == other.vs.offset
                && one.vs.at == other.vs.at
                && is_of_one(left, right)
        }
        (Expr::VectorSelector(one), Expr::VectorSelector(other)) => {
            one.offset == other.offset && one.at == other.at && is_of_one(left, right)
        }
        _ => false,
    }
}

fn is_of_one(left: &Expr, right: &Expr) -> bool {
    selected(left).is_some()
        && selected(left) == selected(right)
        && matchers(left).len() > matchers(right).len()
        && matchers(right)
            .iter()
            .all(|matcher| matchers(left).contains(matcher))
}

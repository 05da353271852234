//! Functions that Prometheus refuses unless it is started with a feature flag. The stack sets none.
//! The parser knows which functions are experimental; for `limitk` and `limit_ratio`: `promql/parser/lex.go` of Prometheus.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::promql::Expr;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for expression in &context.expressions {
        for node in expression.nodes() {
            let name = match node {
                Expr::Call(call) if call.func.experimental => call.func.name.to_owned(),
                Expr::Aggregate(aggregate)
                    if ["limitk", "limit_ratio"].contains(&aggregate.op.to_string().as_str()) =>
                {
                    aggregate.op.to_string()
                }
                _ => continue,
            };
            let finding = Diagnostic::error(
                "promql/experimental",
                format!("`{name}` needs a feature flag that this stack does not set"),
            );
            out.push(
                finding
                    .at(
                        expression.place(expression.located.head(node)),
                        "Prometheus would not load the rules",
                    )
                    .help("write it with functions that are not experimental"),
            );
        }
    }
}

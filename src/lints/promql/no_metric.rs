//! A selector without a metric reads every metric that has such labels.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::promql::Expr;

use super::expressions::{matchers, selected};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for expression in &context.expressions {
        for node in expression.nodes() {
            let is_selector = matches!(node, Expr::VectorSelector(_) | Expr::MatrixSelector(_));
            // `{__name__=~"app_.*"}` says which ones it means.
            let named = matchers(node)
                .iter()
                .any(|matcher| matcher.name == "__name__");
            if !is_selector || selected(node).is_some() || named || matchers(node).is_empty() {
                continue;
            }
            let finding = Diagnostic::warning(
                "promql/no-metric",
                "this reads every metric that has these labels",
            );
            out.push(
                finding
                    .at(
                        expression.place(expression.located.head(node)),
                        "expected the name of a metric before `{`",
                    )
                    .help("write the name of the metric before the `{`"),
            );
        }
    }
}

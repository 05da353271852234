//! A counter drawn as it is.

use crate::catalog::{MetricType, metric};
use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::promql::Expr;

use super::at;
use super::query::read;

/// The selector that is drawn: under sums, but not under a function that counts.
fn drawn(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Paren(paren) => drawn(&paren.expr),
        Expr::Aggregate(aggregate)
            if ["sum", "avg", "max", "min", "topk"]
                .contains(&aggregate.op.to_string().as_str()) =>
        {
            drawn(&aggregate.expr)
        }
        Expr::VectorSelector(selector) => selector.name.as_deref(),
        _ => None,
    }
}

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        for target in board.targets() {
            let kind = target
                .panel
                .get("type")
                .and_then(crate::source::Node::string);
            let query = read(target.text);
            let Some(name) = query.parsed.as_ref().and_then(drawn) else {
                continue;
            };
            let counter = metric(name).is_some_and(|metric| metric.of_type == MetricType::Counter);
            // As one number, "so many since the start" may be meant.
            if !counter || kind != Some("timeseries") {
                continue;
            }
            out.push(
                Diagnostic::advice("dashboard/counter-raw", format!("`{name}` only grows"))
                    .at(at(target.expr), "a line that rises until the next restart")
                    .help("draw how fast it grows: `rate(…[$__rate_interval])`"),
            );
        }
    }
}

//! `rate` must see each counter: in a sum, the restart of one looks like a restart of all.

use promql_parser::parser::token::{T_AVG, T_SUM};

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::promql::Expr;

use super::expressions::{Records, bare, selected};
use super::of_counters;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let records = Records::of(context);
    for expression in &context.expressions {
        for node in expression.nodes() {
            let Some((function, argument)) = of_counters(node) else {
                continue;
            };
            let place = expression.place(expression.located.head(node));
            if let Expr::Subquery(subquery) = argument
                && let Expr::Aggregate(aggregate) = bare(&subquery.expr)
                && matches!(aggregate.op.id(), T_SUM | T_AVG)
                && matches!(bare(&aggregate.expr), Expr::VectorSelector(_))
            {
                let word = aggregate.op;
                let finding = Diagnostic::warning(
                    "promql/rate-of-sum",
                    format!("`{function}` of a `{word}` takes every restart for a jump"),
                );
                out.push(
                    finding
                        .at(
                            place,
                            "sees one counter, and takes each fall of it for a restart from 0",
                        )
                        .help(format!("turn it round: `{word}({function}(…[5m]))`")),
                );
            } else if let Some(name) = selected(argument).filter(|name| is_ours(name, &records)) {
                let finding =
                    Diagnostic::warning("promql/rate-of-sum", format!("`{name}` is not a counter"));
                out.push(
                    finding
                        .at(place, "reads a recorded series, which goes up and down")
                        .help("compare the recorded series itself, or take `avg_over_time` of it"),
                );
            }
        }
    }
}

/// A record of ours that is no counter; a file taken along may record what it likes.
fn is_ours(name: &str, records: &Records<'_>) -> bool {
    name.contains(':') && records.is_own(name) && !records.may_be_taken(name)
}

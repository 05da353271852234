//! A counter compared as it is: it only grows, and fires until the next restart.

use promql_parser::parser::token::{
    T_AVG, T_GTE, T_GTR, T_LAND, T_LOR, T_LSS, T_LTE, T_LUNLESS, T_MAX, T_MIN, T_SUM,
};

use crate::catalog::{Catalog, MetricType, metric};
use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::promql::{Expr, constant};

use super::expressions::{Role, bare, selected};

/// Endings of counters of events, whoever counts them; `_total` alone is also found on gauges.
const EVENTS: [&str; 7] = [
    "errors_total",
    "failures_total",
    "failed_total",
    "exceptions_total",
    "retries_total",
    "restarts_total",
    "timeouts_total",
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let alerts = context.expressions.iter();
    for alert in alerts.filter(|expression| expression.role == Role::Alert) {
        let mut compared = Vec::new();
        comparisons(alert.parsed(), &mut compared);
        for node in compared {
            let Some(name) = selected(node).filter(|name| is_counter(context.catalog, name)) else {
                continue;
            };
            let finding = Diagnostic::warning(
                "promql/counter-compared-raw",
                format!("`{name}` only grows: once over the limit, it stays there"),
            );
            out.push(
                finding
                    .at(
                        alert.place(alert.located.head(node)),
                        "a counter: what it says depends on how long the process has run",
                    )
                    .help(
                        "compare what came lately: `increase(…[15m])`, or `rate(…[5m])` per second",
                    ),
            );
        }
    }
}

/// Selectors that the condition of an alert compares with a number from below.
fn comparisons<'e>(expression: &'e Expr, out: &mut Vec<&'e Expr>) {
    let Expr::Binary(binary) = bare(expression) else {
        return;
    };
    match binary.op.id() {
        T_LOR => {
            comparisons(&binary.lhs, out);
            comparisons(&binary.rhs, out);
        }
        T_LAND | T_LUNLESS => comparisons(&binary.lhs, out),
        T_GTR | T_GTE if constant(&binary.rhs).is_some() => out.extend(summed(&binary.lhs)),
        T_LSS | T_LTE if constant(&binary.lhs).is_some() => out.extend(summed(&binary.rhs)),
        _ => {}
    }
}

/// The selector under sums.
fn summed(expression: &Expr) -> Option<&Expr> {
    match bare(expression) {
        Expr::Aggregate(aggregate)
            if matches!(aggregate.op.id(), T_SUM | T_AVG | T_MAX | T_MIN) =>
        {
            summed(&aggregate.expr)
        }
        selector @ Expr::VectorSelector(_) => Some(selector),
        _ => None,
    }
}

fn is_counter(catalog: &Catalog, name: &str) -> bool {
    match metric(name) {
        Some(metric) => metric.of_type == MetricType::Counter,
        None => {
            let mut dialects = catalog
                .kinds
                .values()
                .flat_map(|kind| kind.dialects.values());
            EVENTS.iter().any(|ending| name.ends_with(ending))
                || dialects.any(|dialect| dialect.requests.as_deref() == Some(name))
        }
    }
}

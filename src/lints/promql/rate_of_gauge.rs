//! `rate` of what is no counter.

use crate::catalog::{MetricType, metric};
use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::expressions::selected;
use super::of_counters;

/// Endings of gauges that surely go up and down: exporters call many a counter a gauge.
const LEVELS: [&str; 12] = [
    "_bytes",
    "_ratio",
    "_percent",
    "_celsius",
    "_clients",
    "_connections",
    "_up",
    "_info",
    "_length",
    "_load1",
    "_load5",
    "_load15",
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for expression in &context.expressions {
        for node in expression.nodes() {
            let Some((function, argument)) = of_counters(node) else {
                continue;
            };
            let Some(name) = selected(argument).filter(|name| is_level(name)) else {
                continue;
            };
            let finding = Diagnostic::warning(
                "promql/rate-of-gauge",
                format!("`{function}` takes every fall of `{name}` for a restart"),
            );
            out.push(
                finding
                    .at(
                        expression.place(expression.located.head(node)),
                        "is for counters; this is a gauge, which goes up and down",
                    )
                    .help(format!(
                        "write `{}` for how much it changes",
                        if function == "increase" {
                            "delta"
                        } else {
                            "deriv"
                        }
                    )),
            );
        }
    }
}

fn is_level(name: &str) -> bool {
    metric(name).is_some_and(|metric| metric.of_type == MetricType::Gauge)
        && LEVELS.iter().any(|ending| name.ends_with(ending))
        && !name.contains("offset")
}

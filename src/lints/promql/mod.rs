//! Expressions of the file.

pub mod window_too_short;

use promql_parser::parser::Expr;
use promql_parser::util::{ExprVisitor, walk_expr};

use crate::config::value::Duration;
use crate::diagnostic::{Path, Place};
use crate::lints::context::Context;
use crate::promql;

struct Ranges(Vec<Duration>);

impl ExprVisitor for Ranges {
    type Error = std::convert::Infallible;

    fn pre_visit(&mut self, expression: &Expr) -> Result<bool, Self::Error> {
        let range = match expression {
            Expr::MatrixSelector(matrix) => Some(matrix.range),
            Expr::Subquery(subquery) => Some(subquery.range),
            _ => None,
        };
        if let Some(range) = range {
            let milliseconds = u64::try_from(range.as_millis()).unwrap_or(u64::MAX);
            self.0.push(Duration { milliseconds });
        }
        Ok(true)
    }
}

/// Every expression of the file with the ranges that it reads: place of the expression, range.
pub(in crate::lints) fn ranges(context: &Context<'_>) -> Vec<(Place, Duration)> {
    let alerts = context.config.alerts.iter().filter_map(|(name, alert)| {
        Some((Path::of(&["alerts", name, "expr"]), alert.expr.as_ref()?))
    });
    let signals = context.config.signals.iter().filter_map(|(name, signal)| {
        Some((Path::of(&["signals", name, "expr"]), signal.expr.as_ref()?))
    });
    let mut out = Vec::new();
    for (path, expr) in alerts.chain(signals) {
        let Ok(parsed) = promql::parse(expr) else {
            continue;
        };
        let mut ranges = Ranges(Vec::new());
        let Ok(_) = walk_expr(&mut ranges, &parsed);
        for range in ranges.0 {
            out.push((within(&path, expr, range), range));
        }
    }
    out
}

/// The range inside the text, or the whole text where it is written another way.
fn within(path: &Path, expr: &str, range: Duration) -> Place {
    let mut at = 0;
    while let Some(open) = expr[at..].find('[').map(|found| at + found) {
        let Some(close) = expr[open..].find(']').map(|found| open + found) else {
            break;
        };
        let text = expr[open + 1..close].split(':').next().unwrap_or("").trim();
        if crate::config::value::parse_duration(text) == Some(range) {
            return Place::Within(path.clone(), open..close + 1);
        }
        at = close;
    }
    Place::Value(path.clone())
}

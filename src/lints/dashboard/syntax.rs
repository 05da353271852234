//! A query that does not parse.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::at;
use super::query::read;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        for target in board.targets() {
            let query = read(target.text);
            if query.parsed.is_some() || query.open {
                continue;
            }
            out.push(
                Diagnostic::warning("dashboard/syntax", "a query does not parse")
                    .at(at(target.expr), "Prometheus would refuse it")
                    .help("try it in Prometheus' own query page first"),
            );
        }
    }
}

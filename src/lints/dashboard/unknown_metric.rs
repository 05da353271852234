//! A query for a metric that nothing in the stack gives.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::lints::promql::Given;
use crate::promql::metrics;

use super::at;
use super::query::read;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    if context.dashboards.is_empty() {
        return;
    }
    let given = Given::of(context);
    for board in &context.dashboards {
        // A metric that is not there is not there in every panel: once is enough.
        let mut said: BTreeSet<String> = BTreeSet::new();
        for target in board.targets() {
            let Some(parsed) = read(target.text).parsed else {
                continue;
            };
            for name in metrics(&parsed) {
                let Some((finding, label, help)) = given.missing(&name) else {
                    continue;
                };
                if said.insert(name) {
                    let finding = Diagnostic::warning("dashboard/unknown-metric", finding.title);
                    out.push(finding.at(at(target.expr), label).help(help));
                }
            }
        }
    }
}

//! `absent` with less than two scrapes of patience.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::lints::promql::Role;
use crate::promql::Expr;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let interval = context.stack.scrape_interval;
    let least = interval.milliseconds.saturating_mul(2);
    let alerts = context.expressions.iter();
    for alert in alerts.filter(|expression| expression.role == Role::Alert) {
        let wait = alert.wait.as_ref().map_or(0, |(wait, _)| wait.milliseconds);
        let is_absent =
            |node: &&Expr| matches!(node, Expr::Call(call) if call.func.name == "absent");
        if wait >= least || !alert.nodes().iter().any(is_absent) {
            continue;
        }
        let finding = Diagnostic::warning(
            "alert/absent-too-soon",
            format!("`{}` fires at the first scrape that fails", alert.name),
        );
        let finding = match &alert.wait {
            Some((_, place)) => finding.at(
                place.clone(),
                format!("expected two scrapes or more, one comes every {interval}"),
            ),
            None => finding.at(
                alert.place(None),
                format!("`absent` without `for`; a scrape comes every {interval}"),
            ),
        };
        out.push(finding.help("give it a `for` of 5m"));
    }
}

//! `absent` with less than two scrapes of patience.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::promql;
use crate::promql::Expr;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let interval = context.stack.scrape_interval;
    let least = interval.milliseconds.saturating_mul(2);
    for (name, alert) in &context.config.alerts {
        let wait = alert.r#for.map_or(0, |wait| wait.milliseconds);
        let parsed = alert
            .expr
            .as_deref()
            .and_then(|expr| promql::parse(expr).ok());
        let Some(parsed) = parsed.filter(|_| wait < least) else {
            continue;
        };
        let mut absent = false;
        promql::visit(&parsed, &mut |node| {
            absent |= matches!(node, Expr::Call(call) if call.func.name == "absent");
        });
        if !absent {
            continue;
        }
        let path = Path::of(&["alerts", name]);
        let finding = Diagnostic::warning(
            "alert/absent-too-soon",
            format!("`{name}` fires at the first scrape that fails"),
        );
        let finding = if alert.r#for.is_some() {
            finding.at(
                Place::Value(path.key("for")),
                format!("expected two scrapes or more, one comes every {interval}"),
            )
        } else {
            finding.at(
                Place::Value(path.key("expr")),
                format!("`absent` without `for`; a scrape comes every {interval}"),
            )
        };
        out.push(finding.help("write `for = \"5m\"`"));
    }
}

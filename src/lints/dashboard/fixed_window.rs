//! A window that does not follow the zoom.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::at;
use super::query::read;
use crate::promql::{Expr, visit};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        for target in board.targets() {
            // Where a variable is the window, it follows already.
            if target.text.contains("interval") || target.text.contains("$__range") {
                continue;
            }
            let Some(parsed) = read(target.text).parsed else {
                continue;
            };
            let mut fixed = false;
            visit(&parsed, &mut |node| {
                fixed |=
                    matches!(node, Expr::Call(call) if ["rate", "irate"].contains(&call.func.name));
            });
            let instant = target
                .panel
                .get("type")
                .and_then(crate::source::Node::string)
                != Some("timeseries");
            if !fixed || instant {
                continue;
            }
            out.push(
                Diagnostic::advice(
                    "dashboard/fixed-window",
                    "the window of `rate` does not follow the zoom",
                )
                .at(
                    at(target.expr),
                    "over a month most of what happened is left out",
                )
                .help("write `[$__rate_interval]`"),
            );
        }
    }
}

//! `irate` in the condition of an alert looks at two samples.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lints::context::{Context, Findings};
use crate::promql::Expr;

use super::expressions::Role;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let alerts = context.expressions.iter();
    for alert in alerts.filter(|expression| expression.role == Role::Alert) {
        for node in alert.nodes() {
            let is_irate = matches!(node, Expr::Call(call) if call.func.name == "irate");
            if !is_irate {
                continue;
            }
            let finding = Diagnostic::advice(
                "promql/irate-in-alert",
                "`irate` looks at the last two samples only",
            );
            let place = alert.place(alert.located.head(node));
            out.push(
                finding
                    .at(
                        place.clone(),
                        "one quiet scrape resolves the alert, and its `for` begins again",
                    )
                    .help("write `rate`")
                    .fix(Fix::Letters(place, "rate".to_owned())),
            );
        }
    }
}

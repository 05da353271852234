//! `topk` in the condition of an alert: which series it gives changes from one evaluation to the next.

use promql_parser::parser::token::{T_BOTTOMK, T_TOPK};

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::promql::Expr;

use super::expressions::{Role, bare};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let alerts = context.expressions.iter();
    for alert in alerts.filter(|expression| expression.role == Role::Alert) {
        for node in alert.nodes() {
            let Expr::Aggregate(aggregate) = node else {
                continue;
            };
            let name = match aggregate.op.id() {
                T_TOPK => "topk",
                T_BOTTOMK => "bottomk",
                _ => continue,
            };
            // A sum of them is one number whichever they are.
            let summed = alert.nodes().into_iter().any(|outer| {
                matches!(outer, Expr::Aggregate(outer)
                    if outer.modifier.is_none() && std::ptr::eq(bare(&outer.expr), node))
            });
            if summed {
                continue;
            }
            let finding = Diagnostic::advice(
                "promql/topk-in-alert",
                format!("`{name}` gives other series each time: the alert starts anew"),
            );
            out.push(
                finding
                    .at(
                        alert.place(alert.located.head(node)),
                        "a series that drops out resolves its alert, and its `for` begins again",
                    )
                    .help(format!(
                        "take `{name}` out: the comparison already picks the series that are too far"
                    )),
            );
        }
    }
}

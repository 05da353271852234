//! `> bool` at the top of an alert: 0 fires as well as 1.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::promql::Expr;

use super::expressions::{Role, bare};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let alerts = context.expressions.iter();
    for alert in alerts.filter(|expression| expression.role == Role::Alert) {
        let Some(node) = unfiltered(alert.parsed()) else {
            continue;
        };
        let finding = Diagnostic::error(
            "promql/bool-comparison",
            "`bool` makes this alert fire whether the comparison holds or not",
        );
        out.push(
            finding
                .at(
                    alert.place(alert.located.head(node)),
                    "gives 0 where it does not hold, and an alert fires for any value",
                )
                .help("take `bool` out"),
        );
    }
}

/// A comparison with `bool` whose result is that of the whole expression.
pub fn unfiltered(expression: &Expr) -> Option<&Expr> {
    let node = bare(expression);
    let Expr::Binary(binary) = node else {
        return None;
    };
    let as_number = binary
        .modifier
        .as_ref()
        .is_some_and(|modifier| modifier.return_bool);
    if binary.op.is_comparison_operator() && as_number {
        return Some(node);
    }
    None
}

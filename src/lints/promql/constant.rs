//! An alert that reads nothing.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::promql::{Expr, constant};

use super::expressions::{Role, bare};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let alerts = context.expressions.iter();
    for alert in alerts.filter(|expression| expression.role == Role::Alert) {
        let parsed = alert.parsed();
        // A lone number or `vector(1)` compares nothing: alert/always-fires.
        let Expr::Binary(binary) = bare(parsed) else {
            continue;
        };
        let Some(value) = constant(parsed) else {
            continue;
        };
        let as_number = binary
            .modifier
            .as_ref()
            .is_some_and(|modifier| modifier.return_bool);
        if as_number || !(binary.op.is_comparison_operator() || binary.op.is_set_operator()) {
            continue;
        }
        let (finding, label) = match value {
            None => (
                Diagnostic::error("promql/constant", "this alert can never fire"),
                "compares constants, and it never holds",
            ),
            Some(_) => (
                Diagnostic::warning("promql/constant", "this alert always fires"),
                "compares constants, and it always holds",
            ),
        };
        out.push(
            finding
                .at(alert.place(alert.located.head(bare(parsed))), label)
                .help("name the metric that is to be compared"),
        );
    }
}

//! An expression without a condition fires for whatever it selects.

use promql_parser::parser::Expr;
use promql_parser::parser::token::{T_LAND, T_LUNLESS};
use promql_parser::util::{ExprVisitor, walk_expr};

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::lints::promql::{Role, bool_comparison};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let alerts = context.expressions.iter();
    for alert in alerts.filter(|expression| expression.role == Role::Alert) {
        let parsed = alert.parsed();
        if is_condition(parsed) || bool_comparison::unfiltered(parsed).is_some() {
            continue;
        }
        out.push(
            Diagnostic::warning(
                "alert/always-fires",
                format!("alert `{}` fires for any value", alert.name),
            )
            .at(
                alert.place(None),
                "nothing is compared: every series of the result is an alert, whatever its value",
            )
            .help("compare it, as in `… > 0`"),
        );
    }
}

#[derive(Default)]
struct Conditions {
    found: bool,
}

impl ExprVisitor for Conditions {
    type Error = std::convert::Infallible;

    fn pre_visit(&mut self, expression: &Expr) -> Result<bool, Self::Error> {
        self.found |= match expression {
            Expr::Binary(binary) => {
                let set = matches!(binary.op.id(), T_LAND | T_LUNLESS);
                set || (binary.op.is_comparison_operator() && !returns_number(binary))
            }
            Expr::Call(call) => call.func.name.starts_with("absent"),
            // These series are there only while an alert is.
            Expr::VectorSelector(selector) => {
                matches!(
                    selector.name.as_deref(),
                    Some("ALERTS" | "ALERTS_FOR_STATE")
                )
            }
            _ => false,
        };
        Ok(!self.found)
    }
}

/// `> bool`: 0 or 1, never nothing.
fn returns_number(binary: &promql_parser::parser::BinaryExpr) -> bool {
    binary
        .modifier
        .as_ref()
        .is_some_and(|modifier| modifier.return_bool)
}

/// Whether anything in it depends on a value: a comparison, `and`, `unless`, `absent`.
fn is_condition(expression: &Expr) -> bool {
    let mut conditions = Conditions::default();
    let Ok(_) = walk_expr(&mut conditions, expression);
    conditions.found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::is_condition;
    use crate::promql::parse;

    #[test]
    fn conditions_are_known() {
        for condition in [
            "up == 0",
            "a and b",
            "a unless b",
            "absent(up)",
            "count(up == 0)",
            "ALERTS{alertstate=\"firing\"}",
            "(rate(x[5m]) > 3)",
            "count_over_time((x > 1)[5m:1m])",
        ] {
            assert!(is_condition(&parse(condition).unwrap()), "{condition}");
        }
        for none in [
            "up",
            "rate(x[5m])",
            "a > bool 1",
            "a or b",
            "sum(a) / sum(b)",
            "vector(1)",
        ] {
            assert!(!is_condition(&parse(none).unwrap()), "{none}");
        }
    }
}

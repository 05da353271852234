//! Operands of which no two series have the same labels.

use promql_parser::parser::token::{T_LOR, T_LUNLESS};
use promql_parser::parser::value::ValueType;

use crate::diagnostic::{Diagnostic, Level};
use crate::lints::context::{Context, Findings};
use crate::promql::{Expr, Miss, Shapes, miss};

use super::expressions::Records;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let records = Records::of(context);
    let of = |name: &str| records.shape(name);
    let shapes = Shapes { of: &of };
    for expression in &context.expressions {
        for node in expression.nodes() {
            let Expr::Binary(binary) = node else { continue };
            let is_number = |side: &Expr| side.value_type() == ValueType::Scalar;
            if binary.op.id() == T_LOR || is_number(&binary.lhs) || is_number(&binary.rhs) {
                continue;
            }
            let found = miss(
                binary,
                &shapes.shape(&binary.lhs),
                &shapes.shape(&binary.rhs),
            );
            let Some(found) = found else { continue };
            let excludes = binary.op.id() == T_LUNLESS;
            let title = if excludes {
                "this excludes nothing: no series has the same labels on both sides"
            } else {
                "no series has the same labels on both sides"
            };
            let (level, label, help) = said(found);
            let level = if excludes { Level::Warning } else { level };
            let place = expression.place(expression.located.head(node));
            let finding = Diagnostic::new("promql/no-match", level, title);
            out.push(finding.at(place, label).help(help));
        }
    }
}

fn said(found: Miss) -> (Level, String, String) {
    match found {
        Miss::Lacks {
            label,
            left_has,
            certain,
        } => {
            let (has, lacks) = if left_has {
                ("left", "right")
            } else {
                ("right", "left")
            };
            (
                if certain {
                    Level::Error
                } else {
                    Level::Warning
                },
                format!("the {has} side has the label `{label}`, the {lacks} side has not"),
                format!(
                    "group both sides by the same labels, or say which ones to compare: `on (…)`, `ignoring ({label})`"
                ),
            )
        }
        Miss::Differs { label, left, right } => (
            Level::Error,
            format!("`{label}` is {left:?} on the left side, {right:?} on the right"),
            format!(
                "leave it out of the join: `ignoring ({label})`, or name what is the same: `on (…)`"
            ),
        ),
    }
}

//! Labels that the series in question never have.

use promql_parser::parser::value::ValueType;
use promql_parser::parser::{Expr, LabelModifier};

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::promql::{Shape, Shapes, miss};

use super::expressions::{Expression, Records, matchers, selected};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let records = Records::of(context);
    let of = |name: &str| records.shape(name);
    let labels = Labels {
        shapes: Shapes { of: &of },
        identity: &context.stack.identity_labels,
    };
    for expression in &context.expressions {
        for node in expression.nodes() {
            match node {
                Expr::VectorSelector(_) | Expr::MatrixSelector(_) => {
                    labels.of_selector(expression, node, &records, out);
                }
                Expr::Aggregate(aggregate) => {
                    if let Some(LabelModifier::Include(by)) = &aggregate.modifier {
                        let inner = labels.shape(&aggregate.expr);
                        let lost = by.labels.iter().find(|label| inner.lacks(label));
                        out.extend(lost.map(|label| grouped(expression, node, label, &inner)));
                    }
                }
                Expr::Binary(binary) => {
                    let Some(LabelModifier::Include(on)) = binary
                        .modifier
                        .as_ref()
                        .and_then(|modifier| modifier.matching.as_ref())
                    else {
                        continue;
                    };
                    let sides = [&binary.lhs, &binary.rhs];
                    if sides
                        .iter()
                        .any(|side| side.value_type() == ValueType::Scalar)
                    {
                        continue;
                    }
                    let [left, right] = sides.map(|side| labels.shape(side));
                    // That is promql/no-match.
                    if miss(binary, &left, &right).is_some() {
                        continue;
                    }
                    let lost = on.labels.iter().find_map(|label| {
                        let side = match (left.lacks(label), right.lacks(label)) {
                            (true, true) => "neither side has it",
                            (true, false) => "the left side has not got it",
                            (false, true) => "the right side has not got it",
                            (false, false) => return None,
                        };
                        Some((label, side))
                    });
                    out.extend(lost.map(|(label, side)| joined(expression, node, label, side)));
                }
                _ => {}
            }
        }
    }
}

struct Labels<'a> {
    shapes: Shapes<'a>,
    identity: &'a [String],
}

impl Labels<'_> {
    /// Groupings of own signals that name `service` keep the identity labels as well.
    fn shape(&self, expression: &Expr) -> Shape {
        let mut shape = self.shapes.shape(expression);
        if let Some(can) = &mut shape.can
            && can.contains("service")
        {
            can.extend(self.identity.iter().cloned());
        }
        shape
    }

    fn of_selector(
        &self,
        expression: &Expression,
        node: &Expr,
        records: &Records<'_>,
        out: &mut Findings,
    ) {
        let Some(name) = selected(node).filter(|name| records.has(name)) else {
            return;
        };
        let shape = records.shape(name);
        let unknown = matchers(node).iter().find(|matcher| {
            matcher.name != "__name__" && shape.lacks(&matcher.name) && !matcher.is_match("")
        });
        let Some(matcher) = unknown else { return };
        let label = &matcher.name;
        let finding = Diagnostic::error(
            "promql/unknown-label",
            format!("`{name}` has no label `{label}`: this selects nothing"),
        );
        let place = expression.place(expression.located.matcher(node, label));
        out.push(
            finding
                .at(place, format!("its labels are {}", listed(&shape)))
                .help("take the matcher out, or read the metrics that it is recorded from"),
        );
    }
}

fn grouped(expression: &Expression, node: &Expr, label: &str, inner: &Shape) -> Diagnostic {
    let place = expression.place(expression.located.clause(node));
    Diagnostic::warning(
        "promql/unknown-label",
        format!("there is no label `{label}` here to group by"),
    )
    .at(place, format!("what is grouped has {}", listed(inner)))
    .help(format!(
        "keep `{label}` in the grouping inside, or take it out here"
    ))
}

fn joined(expression: &Expression, node: &Expr, label: &str, side: &str) -> Diagnostic {
    let place = expression.place(expression.located.clause(node));
    Diagnostic::warning(
        "promql/unknown-label",
        format!("there is no label `{label}` here to join on"),
    )
    .at(place, side)
    .help(format!("keep `{label}` on both sides, or take it out here"))
}

fn listed(shape: &Shape) -> String {
    let labels: Vec<String> = shape
        .can
        .iter()
        .flatten()
        .map(|label| format!("`{label}`"))
        .collect();
    if labels.is_empty() {
        "no labels".to_owned()
    } else {
        labels.join(", ")
    }
}

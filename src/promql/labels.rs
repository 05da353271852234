//! Which labels the result of an expression carries.

use std::collections::BTreeSet;

use promql_parser::parser::{BinaryExpr, Expr, LabelModifier, VectorMatchCardinality};

/// Labels that series of the result can have; `None` where the expression alone does not tell.
pub fn labels(expression: &Expr) -> Option<BTreeSet<String>> {
    match expression {
        Expr::Paren(paren) => labels(&paren.expr),
        Expr::Unary(unary) => labels(&unary.expr),
        Expr::Aggregate(aggregate) => {
            // These give back series of their input.
            if aggregate.op.is_aggregator_with_param() {
                return None;
            }
            match &aggregate.modifier {
                Some(LabelModifier::Include(by)) => Some(by.labels.iter().cloned().collect()),
                Some(LabelModifier::Exclude(_)) => None,
                None => Some(BTreeSet::new()),
            }
        }
        Expr::Binary(binary) => of_binary(binary),
        Expr::NumberLiteral(_) => Some(BTreeSet::new()),
        _ => None,
    }
}

fn of_binary(binary: &BinaryExpr) -> Option<BTreeSet<String>> {
    if binary.op.is_set_operator() {
        let left = labels(&binary.lhs)?;
        if promql_parser::parser::token::T_LOR != binary.op.id() {
            return Some(left);
        }
        return Some(&left | &labels(&binary.rhs)?);
    }
    let is_number = |side: &Expr| matches!(side, Expr::NumberLiteral(_));
    if is_number(&binary.rhs) {
        return labels(&binary.lhs);
    }
    if is_number(&binary.lhs) {
        return labels(&binary.rhs);
    }
    let modifier = binary.modifier.as_ref();
    match modifier.map(|modifier| &modifier.card) {
        Some(VectorMatchCardinality::ManyToOne(more)) => {
            let mut left = labels(&binary.lhs)?;
            left.extend(more.labels.iter().cloned());
            Some(left)
        }
        Some(VectorMatchCardinality::OneToMany(more)) => {
            let mut right = labels(&binary.rhs)?;
            right.extend(more.labels.iter().cloned());
            Some(right)
        }
        _ => {
            if let Some(LabelModifier::Include(on)) =
                modifier.and_then(|modifier| modifier.matching.as_ref())
            {
                // Comparisons as well: `resultMetric` in Prometheus' `promql/engine.go`.
                return Some(on.labels.iter().cloned().collect());
            }
            labels(&binary.lhs)
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::labels;
    use crate::promql::parse;

    fn of(text: &str) -> Option<String> {
        let found = labels(&parse(text).unwrap())?;
        Some(found.into_iter().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn aggregations_tell() {
        for (text, expected) in [
            (
                "sum by (service, pod) (rate(x[5m])) > 3",
                Some("pod service"),
            ),
            ("sum(x) > 3", Some("")),
            ("x > 3", None),
            ("sum without (pod) (x) > 3", None),
            ("topk by (a) (3, x)", None),
            (
                "sum by (a) (x) / on (a) group_left (b) sum by (a, b) (y)",
                Some("a b"),
            ),
            ("sum by (a, b) (x) > on (a) sum by (a) (y)", Some("a")),
            ("sum by (a) (x) and sum by (a, b) (y)", Some("a")),
            ("sum by (a) (x) or sum by (b) (y)", Some("a b")),
            ("rate(x[5m])", None),
        ] {
            assert_eq!(of(text).as_deref(), expected, "{text}");
        }
    }
}

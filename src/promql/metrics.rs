//! Which series an expression reads.

use std::collections::BTreeSet;

use promql_parser::parser::Expr;
use promql_parser::util::{ExprVisitor, walk_expr};

struct Names(BTreeSet<String>);

impl ExprVisitor for Names {
    type Error = std::convert::Infallible;

    fn pre_visit(&mut self, expression: &Expr) -> Result<bool, Self::Error> {
        let selector = match expression {
            Expr::VectorSelector(selector) => Some(selector),
            Expr::MatrixSelector(matrix) => Some(&matrix.vs),
            _ => None,
        };
        if let Some(name) = selector.and_then(|selector| selector.name.as_ref()) {
            self.0.insert(name.clone());
        }
        Ok(true)
    }
}

/// Names of the metrics that an expression selects.
pub fn metrics(expression: &Expr) -> BTreeSet<String> {
    let mut names = Names(BTreeSet::new());
    let Ok(_) = walk_expr(&mut names, expression);
    names.0
}

/// Labels that the selectors and groupings of an expression ask for.
pub fn asked_labels(expression: &Expr) -> BTreeSet<String> {
    let mut labels = BTreeSet::new();
    super::visit(expression, &mut |node| {
        let matchers = match node {
            Expr::VectorSelector(selector) => &selector.matchers,
            Expr::MatrixSelector(matrix) => &matrix.vs.matchers,
            Expr::Aggregate(aggregate) => {
                if let Some(promql_parser::parser::LabelModifier::Include(by)) = &aggregate.modifier
                {
                    labels.extend(by.labels.iter().cloned());
                }
                return;
            }
            _ => return,
        };
        labels.extend(matchers.matchers.iter().map(|matcher| matcher.name.clone()));
    });
    labels
}

/// Whether an expression adds up all series that it reads, whoever they are of.
pub fn adds_all_up(expression: &Expr) -> bool {
    let mut found = false;
    super::visit(expression, &mut |node| {
        if let Expr::Aggregate(aggregate) = node {
            found |= aggregate.modifier.is_none();
        }
    });
    found
}

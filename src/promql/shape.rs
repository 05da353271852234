//! What is known of the labels of a result, and from it: operands of which no two series can ever be matched.
//!
//! Rules of matching and of the labels that are left: `promql/engine.go` of Prometheus (`VectorBinop`, `resultMetric`,
//! `aggregation`).

use std::collections::{BTreeMap, BTreeSet};

use promql_parser::label::{MatchOp, Matchers};
use promql_parser::parser::token::{
    T_BOTTOMK, T_COUNT_VALUES, T_LIMIT_RATIO, T_LIMITK, T_LOR, T_TOPK,
};
use promql_parser::parser::value::ValueType;
use promql_parser::parser::{
    AggregateExpr, BinaryExpr, Call, Expr, LabelModifier, VectorMatchCardinality,
};

/// What is known of the labels of every series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// All labels that a series can have; `None`: any.
    pub can: Option<BTreeSet<String>>,
    /// Labels that every series has.
    pub must: BTreeSet<String>,
    /// Labels that an aggregation names: its author expects them.
    pub named: BTreeSet<String>,
    /// Values that are the same on every series.
    pub fixed: BTreeMap<String, String>,
}

/// What is known of series by their name: `can` and `must`.
pub struct Shapes<'s> {
    pub of: &'s dyn Fn(&str) -> Shape,
}

/// Why no two series match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// One side has the label, the other never has; whether that is certain.
    Lacks {
        label: String,
        left_has: bool,
        certain: bool,
    },
    /// Both sides have one value of the label each, and not the same.
    Differs {
        label: String,
        left: String,
        right: String,
    },
}

/// Functions of a vector or range that give one series for each of it, with its labels.
const KEEPING: [&str; 58] = [
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "avg_over_time",
    "ceil",
    "changes",
    "clamp",
    "clamp_max",
    "clamp_min",
    "cos",
    "cosh",
    "count_over_time",
    "day_of_month",
    "day_of_week",
    "day_of_year",
    "days_in_month",
    "deg",
    "delta",
    "deriv",
    "exp",
    "floor",
    "hour",
    "idelta",
    "increase",
    "irate",
    "last_over_time",
    "ln",
    "log10",
    "log2",
    "max_over_time",
    "min_over_time",
    "minute",
    "month",
    "predict_linear",
    "present_over_time",
    "quantile_over_time",
    "rad",
    "rate",
    "resets",
    "round",
    "sgn",
    "sin",
    "sinh",
    "sort",
    "sort_desc",
    "sqrt",
    "stddev_over_time",
    "stdvar_over_time",
    "sum_over_time",
    "tan",
    "tanh",
    "timestamp",
    "year",
    "double_exponential_smoothing",
];

fn is_scalar(expression: &Expr) -> bool {
    expression.value_type() == ValueType::Scalar
}

fn set(labels: &promql_parser::label::Labels) -> BTreeSet<String> {
    labels.labels.iter().cloned().collect()
}

impl Shapes<'_> {
    pub fn shape(&self, expression: &Expr) -> Shape {
        match expression {
            Expr::Paren(paren) => self.shape(&paren.expr),
            Expr::Unary(unary) => self.shape(&unary.expr),
            Expr::Subquery(subquery) => self.shape(&subquery.expr),
            Expr::VectorSelector(selector) => {
                self.selected(selector.name.as_deref(), &selector.matchers)
            }
            Expr::MatrixSelector(matrix) => {
                self.selected(matrix.vs.name.as_deref(), &matrix.vs.matchers)
            }
            Expr::Aggregate(aggregate) => self.aggregated(aggregate),
            Expr::Call(call) => self.called(call),
            Expr::Binary(binary) => self.joined(binary),
            _ => Shape::default(),
        }
    }

    fn selected(&self, name: Option<&str>, matchers: &Matchers) -> Shape {
        let mut shape = name.map(self.of).unwrap_or_default();
        if !matchers.or_matchers.is_empty() {
            return shape;
        }
        for matcher in &matchers.matchers {
            // `=""` asks for series without the label; a regular expression that takes "" does so too.
            if matcher.is_match("") || matcher.name == "__name__" {
                continue;
            }
            shape.must.insert(matcher.name.clone());
            if matcher.op == MatchOp::Equal {
                shape
                    .fixed
                    .insert(matcher.name.clone(), matcher.value.clone());
            }
        }
        shape
    }

    fn aggregated(&self, aggregate: &AggregateExpr) -> Shape {
        let mut inner = self.shape(&aggregate.expr);
        match aggregate.op.id() {
            // These give back series of their input.
            T_TOPK | T_BOTTOMK | T_LIMITK | T_LIMIT_RATIO => return inner,
            T_COUNT_VALUES => return Shape::default(),
            _ => {}
        }
        match &aggregate.modifier {
            Some(LabelModifier::Exclude(without)) => {
                for label in &without.labels {
                    inner.lose(label);
                }
                inner
            }
            by => {
                let by = by.as_ref().map(|by| set(by.labels())).unwrap_or_default();
                inner.must.retain(|label| by.contains(label));
                inner.fixed.retain(|label, _| by.contains(label));
                let by = match &inner.can {
                    Some(can) => &by & can,
                    None => by,
                };
                Shape {
                    named: by.clone(),
                    can: Some(by),
                    ..inner
                }
            }
        }
    }

    fn called(&self, call: &Call) -> Shape {
        let name = call.func.name;
        let vector = call.args.args.iter().find(|argument| !is_scalar(argument));
        match name {
            "vector" => Shape {
                can: Some(BTreeSet::new()),
                ..Shape::default()
            },
            // Of the time, without an argument.
            _ if KEEPING.contains(&name) && vector.is_none() => Shape {
                can: Some(BTreeSet::new()),
                ..Shape::default()
            },
            "histogram_quantile" => {
                let mut inner = vector.map(|of| self.shape(of)).unwrap_or_default();
                inner.lose("le");
                inner
            }
            _ if KEEPING.contains(&name) => vector.map(|of| self.shape(of)).unwrap_or_default(),
            _ => Shape::default(),
        }
    }

    fn joined(&self, binary: &BinaryExpr) -> Shape {
        if is_scalar(&binary.rhs) {
            return self.shape(&binary.lhs);
        }
        if is_scalar(&binary.lhs) {
            return self.shape(&binary.rhs);
        }
        let (left, right) = (self.shape(&binary.lhs), self.shape(&binary.rhs));
        if binary.op.id() == T_LOR {
            return left.or(right);
        }
        if binary.op.is_set_operator() {
            return left;
        }
        let modifier = binary.modifier.as_ref();
        let (many, group) = match modifier.map(|modifier| &modifier.card) {
            Some(VectorMatchCardinality::ManyToOne(group)) => (left, group),
            Some(VectorMatchCardinality::OneToMany(group)) => (right, group),
            _ => {
                let filled = modifier.is_some_and(|modifier| {
                    modifier.fill_values.lhs.is_some() || modifier.fill_values.rhs.is_some()
                });
                if filled {
                    return Shape::default();
                }
                return match modifier.and_then(|modifier| modifier.matching.as_ref()) {
                    Some(LabelModifier::Include(on)) => {
                        let on = set(on);
                        let mut kept = left;
                        kept.must.extend(right.must);
                        kept.must.retain(|label| on.contains(label));
                        kept.fixed.extend(right.fixed);
                        kept.fixed.retain(|label, _| on.contains(label));
                        kept.named.retain(|label| on.contains(label));
                        kept.can = Some(on);
                        kept
                    }
                    matching => {
                        let mut kept = left;
                        kept.can = match (kept.can, right.can) {
                            (Some(left), Some(right)) => Some(&left | &right),
                            (one, other) => one.or(other),
                        };
                        kept.must.extend(right.must);
                        kept.fixed.extend(right.fixed);
                        let ignored = matching.as_ref().map(|matching| matching.labels());
                        for label in ignored.iter().flat_map(|labels| &labels.labels) {
                            kept.lose(label);
                        }
                        kept
                    }
                };
            }
        };
        let mut many = many;
        for label in &group.labels {
            many.lose(label);
        }
        if let Some(can) = &mut many.can {
            can.extend(group.labels.iter().cloned());
        }
        many
    }
}

impl Shape {
    fn lose(&mut self, label: &str) {
        if let Some(can) = &mut self.can {
            can.remove(label);
        }
        self.must.remove(label);
        self.named.remove(label);
        self.fixed.remove(label);
    }

    /// What is known of the series of both together.
    pub fn or(mut self, other: Shape) -> Shape {
        self.can = match (self.can, other.can) {
            (Some(one), Some(other)) => Some(&one | &other),
            _ => None,
        };
        self.must.retain(|label| other.must.contains(label));
        self.named.retain(|label| other.named.contains(label));
        self.fixed
            .retain(|label, value| other.fixed.get(label) == Some(value));
        self
    }

    /// Whether no series has the label.
    pub fn lacks(&self, label: &str) -> bool {
        self.can.as_ref().is_some_and(|can| !can.contains(label))
    }
}

/// Why no series of one operand is ever matched with one of the other; `None`: they may be.
pub fn miss(binary: &BinaryExpr, left: &Shape, right: &Shape) -> Option<Miss> {
    let modifier = binary.modifier.as_ref();
    if modifier.is_some_and(|modifier| {
        modifier.fill_values.lhs.is_some() || modifier.fill_values.rhs.is_some()
    }) {
        return None;
    }
    let matching = modifier.and_then(|modifier| modifier.matching.as_ref());
    let matched = |label: &str| match matching {
        None => true,
        Some(LabelModifier::Include(on)) => on.labels.iter().any(|on| on == label),
        Some(LabelModifier::Exclude(ignored)) => !ignored.labels.iter().any(|out| out == label),
    };
    let differs = left.fixed.iter().find_map(|(label, value)| {
        let other = right.fixed.get(label)?;
        (matched(label) && other != value).then(|| Miss::Differs {
            label: label.clone(),
            left: value.clone(),
            right: other.clone(),
        })
    });
    if differs.is_some() {
        return differs;
    }
    let lacks = |has: &BTreeSet<String>, other: &Shape| {
        has.iter()
            .find(|label| matched(label) && other.lacks(label))
            .cloned()
    };
    for (certain, of) in [
        (
            true,
            &(|shape: &Shape| shape.must.clone()) as &dyn Fn(&Shape) -> BTreeSet<String>,
        ),
        (false, &|shape: &Shape| shape.named.clone()),
    ] {
        for (has, other, left_has) in [(left, right, true), (right, left, false)] {
            if let Some(label) = lacks(&of(has), other) {
                return Some(Miss::Lacks {
                    label,
                    left_has,
                    certain,
                });
            }
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Miss, Shape, Shapes, miss};
    use crate::promql::parse;
    use promql_parser::parser::Expr;

    fn scraped(_: &str) -> Shape {
        Shape {
            must: ["instance".to_owned(), "job".to_owned()].into(),
            ..Shape::default()
        }
    }

    fn said(text: &str) -> String {
        let shapes = Shapes { of: &scraped };
        let Expr::Binary(binary) = parse(text).unwrap() else {
            return "not a join".to_owned();
        };
        match miss(
            &binary,
            &shapes.shape(&binary.lhs),
            &shapes.shape(&binary.rhs),
        ) {
            None => "may match".to_owned(),
            Some(Miss::Lacks {
                label,
                left_has,
                certain,
            }) => format!("{label} {left_has} {certain}"),
            Some(Miss::Differs { label, left, right }) => format!("{label} {left} {right}"),
        }
    }

    #[test]
    fn operands_that_never_match_are_known() {
        for (text, expected) in [
            ("a / b", "may match"),
            ("a / sum(b)", "instance true true"),
            ("sum by (instance) (a) / sum(b)", "instance true true"),
            ("sum by (x) (a) / sum by (y) (b)", "x true false"),
            ("sum by (x) (a) / sum by (x, y) (b)", "y false false"),
            ("sum by (x) (a) / on (x) sum by (x, y) (b)", "may match"),
            (
                "sum by (x) (a) / ignoring (y) sum by (x, y) (b)",
                "may match",
            ),
            (
                "a / on (instance) group_left sum by (instance) (b)",
                "may match",
            ),
            (
                "a / on (job) group_left sum by (instance) (b)",
                "job true true",
            ),
            ("a{x=\"1\"} and a{x=\"2\"}", "x 1 2"),
            ("a{x=\"1\"} and ignoring (x) a{x=\"2\"}", "may match"),
            (
                "rate(a{x=\"1\"}[5m]) > 3 and max_over_time(a{x=\"2\"}[5m]) > 1",
                "x 1 2",
            ),
            ("sum without (x) (a{x=\"1\"}) / b{x=\"2\"}", "may match"),
            (
                "a * label_replace(b, \"x\", \"$1\", \"y\", \"(.*)\")",
                "may match",
            ),
            ("(a or sum(b)) / sum(c)", "may match"),
            ("sum(a) / count(b)", "may match"),
            ("sum(a) > scalar(b)", "may match"),
            (
                "histogram_quantile(0.9, sum by (le, x) (a)) / sum by (x) (b)",
                "may match",
            ),
            ("topk(3, sum by (x) (a)) and sum by (y) (b)", "x true false"),
            ("a > on () vector(3)", "may match"),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }
}

//! Changes the labels by which an expression says which series it means.

use promql_parser::label::{MatchOp, Matcher, Matchers};
use promql_parser::parser::{Expr, LabelModifier};
use promql_parser::util::{ExprVisitor, walk_expr};

use super::anchored;

/// What a matcher becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instead {
    Keep,
    /// The series are not told apart by this.
    Nothing,
    /// A matcher on `service`: any of these.
    Services(Vec<String>),
    /// None of these.
    NotServices(Vec<String>),
}

/// A matcher as others see it.
pub struct Asked<'a> {
    pub label: &'a str,
    pub value: &'a str,
    pub is_regex: bool,
    pub is_negative: bool,
}

impl Asked<'_> {
    /// Whether a value is one that the matcher names, its sign aside.
    pub fn names(&self, value: &str) -> bool {
        match self.is_regex {
            true => anchored(self.value).is_some_and(|regex| regex.is_match(value)),
            false => self.value == value,
        }
    }
}

/// The matchers of an expression, in order.
pub fn asked(expression: &Expr, each: &mut dyn FnMut(&Asked<'_>)) {
    struct Visitor<'f>(&'f mut dyn FnMut(&Asked<'_>));
    impl ExprVisitor for Visitor<'_> {
        type Error = std::convert::Infallible;

        fn pre_visit(&mut self, expression: &Expr) -> Result<bool, Self::Error> {
            let matchers = match expression {
                Expr::VectorSelector(selector) => &selector.matchers,
                Expr::MatrixSelector(matrix) => &matrix.vs.matchers,
                _ => return Ok(true),
            };
            matchers
                .matchers
                .iter()
                .for_each(|matcher| (self.0)(&seen(matcher)));
            Ok(true)
        }
    }
    let Ok(_) = walk_expr(&mut Visitor(each), expression);
}

fn seen(matcher: &Matcher) -> Asked<'_> {
    Asked {
        label: &matcher.name,
        value: &matcher.value,
        is_regex: matches!(matcher.op, MatchOp::Re(_) | MatchOp::NotRe(_)),
        is_negative: matches!(matcher.op, MatchOp::NotEqual | MatchOp::NotRe(_)),
    }
}

/// Replaces matchers, and the label `job` in groupings by `service`.
pub fn replace(expression: Expr, instead: &dyn Fn(&Asked<'_>) -> Instead) -> Expr {
    let again = |inner: Box<Expr>| Box::new(replace(*inner, instead));
    match expression {
        Expr::Aggregate(mut aggregate) => {
            aggregate.expr = again(aggregate.expr);
            aggregate.param = aggregate.param.map(again);
            aggregate.modifier = aggregate.modifier.map(grouped);
            Expr::Aggregate(aggregate)
        }
        Expr::Binary(mut binary) => {
            binary.lhs = again(binary.lhs);
            binary.rhs = again(binary.rhs);
            if let Some(modifier) = &mut binary.modifier {
                modifier.matching = modifier.matching.take().map(grouped);
            }
            Expr::Binary(binary)
        }
        Expr::Paren(mut paren) => {
            paren.expr = again(paren.expr);
            Expr::Paren(paren)
        }
        Expr::Unary(mut unary) => {
            unary.expr = again(unary.expr);
            Expr::Unary(unary)
        }
        Expr::Subquery(mut subquery) => {
            subquery.expr = again(subquery.expr);
            Expr::Subquery(subquery)
        }
        Expr::Call(mut call) => {
            call.args.args = call.args.args.into_iter().map(again).collect();
            Expr::Call(call)
        }
        Expr::VectorSelector(mut selector) => {
            selector.matchers = matched(selector.matchers, instead);
            Expr::VectorSelector(selector)
        }
        Expr::MatrixSelector(mut matrix) => {
            matrix.vs.matchers = matched(matrix.vs.matchers, instead);
            Expr::MatrixSelector(matrix)
        }
        other => other,
    }
}

fn matched(mut matchers: Matchers, instead: &dyn Fn(&Asked<'_>) -> Instead) -> Matchers {
    let mut kept: Vec<Matcher> = Vec::new();
    for matcher in matchers.matchers {
        let new = match instead(&seen(&matcher)) {
            Instead::Keep => Some(matcher),
            Instead::Nothing => None,
            Instead::Services(services) => Some(on_services(&services, false)),
            Instead::NotServices(services) => Some(on_services(&services, true)),
        };
        kept.extend(new.filter(|new| !kept.contains(new)));
    }
    matchers.matchers = kept;
    matchers
}

fn on_services(services: &[String], not: bool) -> Matcher {
    let (op, value) = match services {
        [one] => (
            if not {
                MatchOp::NotEqual
            } else {
                MatchOp::Equal
            },
            one.clone(),
        ),
        many => {
            // Names of services need no escape in a regular expression.
            let pattern = many.join("|");
            let regex = anchored(&pattern).unwrap_or_else(nothing);
            (
                if not {
                    MatchOp::NotRe(regex)
                } else {
                    MatchOp::Re(regex)
                },
                pattern,
            )
        }
    };
    Matcher {
        op,
        name: "service".to_owned(),
        value,
    }
}

#[allow(clippy::expect_used)]
fn nothing() -> regex::Regex {
    regex::Regex::new("$a").expect("a fixed pattern")
}

fn grouped(modifier: LabelModifier) -> LabelModifier {
    let rename = |mut labels: promql_parser::label::Labels| {
        for label in &mut labels.labels {
            if label == "job" {
                *label = "service".to_owned();
            }
        }
        labels
    };
    match modifier {
        LabelModifier::Include(labels) => LabelModifier::Include(rename(labels)),
        LabelModifier::Exclude(labels) => LabelModifier::Exclude(rename(labels)),
    }
}

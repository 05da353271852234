//! The changes that every catalog and own expression goes through.

use promql_parser::label::{Labels, Matcher};
use promql_parser::parser::token::{T_EQL, T_EQL_REGEX};
use promql_parser::parser::{
    Call, Expr, LabelModifier, MatrixSelector, VectorMatchCardinality, VectorSelector,
};

use crate::config::value::{Duration, print_duration};

/// What is changed.
#[derive(Debug, Clone, Default)]
pub struct Rewrite<'a> {
    /// Jobs that `job="$job"` stands for.
    pub jobs: &'a [String],
    /// Labels added to every grouping and join that names `service`.
    pub identity: &'a [String],
    /// Selectors without a matcher on `service` get one (a regular expression, already escaped).
    pub services: Option<&'a str>,
    /// Gauges of slow jobs are read through `last_over_time` of this range.
    pub hold: Option<Duration>,
}

impl Rewrite<'_> {
    /// The rewritten expression.
    pub fn apply(&self, expression: Expr) -> Expr {
        match expression {
            Expr::Aggregate(mut aggregate) => {
                aggregate.expr = Box::new(self.apply(*aggregate.expr));
                aggregate.param = aggregate.param.map(|param| Box::new(self.apply(*param)));
                aggregate.modifier = aggregate.modifier.map(|modifier| self.widen(modifier));
                Expr::Aggregate(aggregate)
            }
            Expr::Binary(mut binary) => {
                binary.lhs = Box::new(self.apply(*binary.lhs));
                binary.rhs = Box::new(self.apply(*binary.rhs));
                if let Some(modifier) = &mut binary.modifier {
                    modifier.matching = modifier
                        .matching
                        .take()
                        .map(|matching| self.widen(matching));
                    let on = match &modifier.matching {
                        Some(LabelModifier::Include(on)) => on.labels.clone(),
                        _ => Vec::new(),
                    };
                    match &mut modifier.card {
                        VectorMatchCardinality::ManyToOne(group)
                        | VectorMatchCardinality::OneToMany(group) => {
                            group.labels.retain(|label| !on.contains(label));
                        }
                        _ => {}
                    }
                }
                Expr::Binary(binary)
            }
            Expr::Paren(mut paren) => {
                paren.expr = Box::new(self.apply(*paren.expr));
                Expr::Paren(paren)
            }
            Expr::Unary(mut unary) => {
                unary.expr = Box::new(self.apply(*unary.expr));
                Expr::Unary(unary)
            }
            Expr::Subquery(mut subquery) => {
                subquery.expr = Box::new(self.apply(*subquery.expr));
                Expr::Subquery(subquery)
            }
            Expr::Call(mut call) => {
                call.args.args = call
                    .args
                    .args
                    .into_iter()
                    .map(|argument| Box::new(self.apply(*argument)))
                    .collect();
                Expr::Call(call)
            }
            Expr::VectorSelector(selector) => self.held(self.select(selector)),
            Expr::MatrixSelector(mut matrix) => {
                matrix.vs = self.select(matrix.vs);
                Expr::MatrixSelector(matrix)
            }
            other => other,
        }
    }

    fn widen(&self, modifier: LabelModifier) -> LabelModifier {
        match modifier {
            LabelModifier::Include(mut labels)
                if labels.labels.iter().any(|label| label == "service") =>
            {
                let mut wide = Vec::with_capacity(labels.labels.len() + self.identity.len());
                for label in labels.labels.drain(..) {
                    let first = label == "service";
                    if !wide.contains(&label) {
                        wide.push(label);
                    }
                    if first {
                        wide.extend(self.identity.iter().cloned());
                    }
                }
                LabelModifier::Include(Labels { labels: wide })
            }
            other => other,
        }
    }

    fn select(&self, mut selector: VectorSelector) -> VectorSelector {
        let matchers = &mut selector.matchers.matchers;
        if let Some(place) = matchers
            .iter()
            .position(|m| m.name == "job" && m.value == "$job")
        {
            match self.jobs {
                [one] => {
                    if let Ok(matcher) = Matcher::new_matcher(T_EQL, "job".into(), one.clone()) {
                        matchers[place] = matcher;
                    }
                }
                many => {
                    let any = crate::escape::promql::alternation(many.iter().map(String::as_str));
                    if let Ok(matcher) = Matcher::new_matcher(T_EQL_REGEX, "job".into(), any) {
                        matchers[place] = matcher;
                    }
                }
            }
        }
        if let Some(services) = self.services
            && !matchers.iter().any(|m| m.name == "service")
            && let Ok(matcher) =
                Matcher::new_matcher(T_EQL_REGEX, "service".into(), services.to_owned())
        {
            matchers.push(matcher);
        }
        selector
    }

    fn held(&self, selector: VectorSelector) -> Expr {
        let Some(hold) = self.hold else {
            return Expr::VectorSelector(selector);
        };
        let shape = super::parse(&format!("last_over_time(x[{}])", print_duration(hold)));
        let Ok(Expr::Call(Call { func, mut args })) = shape else {
            return Expr::VectorSelector(selector);
        };
        if let Some(argument) = args.args.first_mut()
            && let Expr::MatrixSelector(MatrixSelector { vs, .. }) = argument.as_mut()
        {
            *vs = selector;
        }
        Expr::Call(Call { func, args })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Rewrite;
    use crate::config::value::Duration;
    use crate::promql::{parse, print};

    fn rewritten(rewrite: &Rewrite<'_>, text: &str) -> String {
        print(&rewrite.apply(parse(text).unwrap()))
    }

    #[test]
    fn jobs_and_identity_are_put_in() {
        let jobs = ["http-a".to_owned(), "http-b".to_owned()];
        let identity = ["kind".to_owned(), "team".to_owned()];
        let rewrite = Rewrite {
            jobs: &jobs,
            identity: &identity,
            ..Rewrite::default()
        };
        assert_eq!(
            rewritten(
                &rewrite,
                r#"sum by (service, instance) (rate(x_total{job="$job"}[5m]))"#
            ),
            r#"sum by (service, kind, team, instance) (rate(x_total{job=~"http-a|http-b"}[5m]))"#
        );
        assert_eq!(
            rewritten(&rewrite, "a / on (service) group_left (kind) b"),
            "a / on (service, kind, team) group_left () b"
        );
    }

    #[test]
    fn slow_gauges_are_held() {
        let jobs = ["probe".to_owned()];
        let rewrite = Rewrite {
            jobs: &jobs,
            hold: Some(Duration::seconds(660)),
            ..Rewrite::default()
        };
        assert_eq!(
            rewritten(
                &rewrite,
                r#"max by (service) (probe_success{job="$job"}) + rate(x_total{job="$job"}[25m])"#
            ),
            r#"max by (service) (last_over_time(probe_success{job="probe"}[11m])) + rate(x_total{job="probe"}[25m])"#
        );
    }

    #[test]
    fn own_expressions_are_bound_to_their_services() {
        let rewrite = Rewrite {
            services: Some("api|web"),
            ..Rewrite::default()
        };
        assert_eq!(
            rewritten(&rewrite, r#"queue{x="1"} + queue{service="db"}"#),
            r#"queue{service=~"api|web",x="1"} + queue{service="db"}"#
        );
    }
}

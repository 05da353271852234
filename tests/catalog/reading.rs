//! What the tests read out of the catalog: each expression in each form in which it can be built.

use std::collections::BTreeSet;

use monc::catalog::{Catalog, Dialect, Kind, Signal};
use monc::promql;
use promql_parser::label::Matcher;
use promql_parser::parser::{Expr, LabelModifier};
use promql_parser::util::{ExprVisitor, walk_expr};

/// One expression as it will be built.
pub struct Form {
    pub kind: String,
    pub signal: String,
    /// The dialect it is built for, where the kind has dialects.
    pub dialect: Option<String>,
    pub expression: Expr,
}

impl Form {
    /// `http/latency_p95 for django`, for messages.
    pub fn place(&self) -> String {
        match &self.dialect {
            Some(dialect) => format!("{}/{} for {dialect}", self.kind, self.signal),
            None => format!("{}/{}", self.kind, self.signal),
        }
    }
}

/// The expression with the dialect's names in it; `None` where the dialect lacks one.
pub fn substitute(text: &str, dialect: &Dialect) -> Option<String> {
    let names = [
        ("$requests", &dialect.requests),
        ("$status", &dialect.status),
        ("$duration", &dialect.duration),
        ("$route", &dialect.route),
        ("$in_flight", &dialect.in_flight),
    ];
    let mut text = text.replace("$window", "5m");
    for (placeholder, name) in names {
        if text.contains(placeholder) {
            text = text.replace(placeholder, name.as_deref()?);
        }
    }
    Some(text)
}

fn parsed(place: &str, text: &str) -> Expr {
    promql::parse(text).unwrap_or_else(|error| panic!("{place}: {error}\n{text}"))
}

/// Every form of every signal of every kind.
pub fn forms() -> Vec<Form> {
    let mut forms = Vec::new();
    for (kind_name, kind) in &Catalog::built_in().kinds {
        for (name, signal) in &kind.signals {
            forms.extend(forms_of(kind_name, kind, name, signal));
        }
    }
    forms
}

fn forms_of(kind_name: &str, kind: &Kind, name: &str, signal: &Signal) -> Vec<Form> {
    let form = |dialect: Option<&str>, text: &str| Form {
        kind: kind_name.to_owned(),
        signal: name.to_owned(),
        dialect: dialect.map(str::to_owned),
        expression: parsed(&format!("{kind_name}/{name}"), text),
    };
    if kind.dialects.is_empty() {
        let text = signal.expr.as_deref().expect("an expression");
        let text = substitute(text, &Dialect::default())
            .unwrap_or_else(|| panic!("{kind_name}/{name} uses a dialect's name without one"));
        return vec![form(None, &text)];
    }
    let mut forms = Vec::new();
    for (dialect_name, dialect) in &kind.dialects {
        let of_runtime = dialect
            .runtime
            .as_ref()
            .and_then(|runtime| signal.exprs.get(runtime));
        let text = signal
            .expr
            .as_ref()
            .or_else(|| signal.exprs.get(dialect_name))
            .or(of_runtime);
        if let Some(text) = text.and_then(|text| substitute(text, dialect)) {
            forms.push(form(Some(dialect_name), &text));
        }
    }
    forms
}

/// A selector: the metric's name and what it wants of the labels.
pub struct Selected {
    pub metric: String,
    pub matchers: Vec<Matcher>,
}

/// A `by (…)` or `on (…)`.
pub struct Grouping {
    pub labels: Vec<String>,
    /// `by` of an aggregation, not `on` of a join.
    pub aggregation: bool,
}

/// The parts of an expression that the rules are about.
#[derive(Default)]
pub struct Parts {
    pub selectors: Vec<Selected>,
    pub groupings: Vec<Grouping>,
    /// `without`, `ignoring`: lose sight of which labels remain.
    pub excluding: bool,
}

impl ExprVisitor for Parts {
    type Error = std::convert::Infallible;

    fn pre_visit(&mut self, expression: &Expr) -> Result<bool, Self::Error> {
        let selector = match expression {
            Expr::VectorSelector(selector) => Some(selector),
            Expr::MatrixSelector(matrix) => Some(&matrix.vs),
            _ => None,
        };
        if let Some(selector) = selector {
            self.selectors.push(Selected {
                metric: selector.name.clone().unwrap_or_default(),
                matchers: selector.matchers.matchers.clone(),
            });
        }
        let (modifier, aggregation) = match expression {
            Expr::Aggregate(aggregate) => (aggregate.modifier.as_ref(), true),
            Expr::Binary(binary) => (
                binary.modifier.as_ref().and_then(|m| m.matching.as_ref()),
                false,
            ),
            _ => (None, false),
        };
        match modifier {
            Some(LabelModifier::Include(labels)) => self.groupings.push(Grouping {
                labels: labels.labels.clone(),
                aggregation,
            }),
            Some(LabelModifier::Exclude(_)) => self.excluding = true,
            None => {}
        }
        Ok(true)
    }
}

/// The parts of an expression.
pub fn parts(expression: &Expr) -> Parts {
    let mut parts = Parts::default();
    let Ok(_) = walk_expr(&mut parts, expression);
    parts
}

/// The labels that the result of an expression has, as far as aggregations and joins say; `None` where nothing does.
pub fn result_labels(expression: &Expr) -> Option<BTreeSet<String>> {
    match expression {
        Expr::Aggregate(aggregate) => match &aggregate.modifier {
            Some(LabelModifier::Include(labels)) => Some(labels.labels.iter().cloned().collect()),
            _ => Some(BTreeSet::new()),
        },
        Expr::Paren(paren) => result_labels(&paren.expr),
        Expr::Binary(binary) => result_labels(&binary.lhs).or_else(|| result_labels(&binary.rhs)),
        Expr::Call(call) => call
            .args
            .args
            .iter()
            .find_map(|argument| result_labels(argument))
            .map(|mut labels| {
                if call.func.name == "histogram_quantile" {
                    labels.remove("le");
                }
                labels
            }),
        _ => None,
    }
}

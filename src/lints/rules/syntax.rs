//! An expression of a rule file that does not parse.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::promql;
use crate::source::{Node, within};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for file in &context.rule_files {
        for rule in file.rules() {
            let Some((expr, text)) = rule.expr.and_then(|expr| Some((expr, expr.string()?))) else {
                continue;
            };
            // An empty one is said by `rules/not-rules`.
            if text.trim().is_empty() {
                continue;
            }
            if let Err(error) = promql::parse(text) {
                let name = rule.name().unwrap_or_default();
                out.push(finding(file.text, name, expr, text, error));
            }
        }
    }
}

fn finding(file: &str, name: &str, expr: &Node, text: &str, error: String) -> Diagnostic {
    if let Some(variable) = promql::dashboard_variable(text) {
        let title = format!(
            "`{}` is a variable of Grafana: a rule has none",
            &text[variable.clone()]
        );
        let place = Place::At(within(file, expr, variable));
        return Diagnostic::error("rules/syntax", title)
            .at(place, "nobody fills it in: this is no PromQL")
            .help("write the value itself, such as 5m");
    }
    Diagnostic::error(
        "rules/syntax",
        format!("the expression of `{name}` does not parse"),
    )
    .at(Place::At(expr.span), error)
    .help("try it in Prometheus' own query page first")
}

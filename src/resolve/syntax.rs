//! Expressions that do not parse.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::promql::dashboard_variable;

/// What is wrong with the text at `path`, of which the parser said `error`.
pub fn finding(title: String, path: Path, text: &str, error: String) -> Diagnostic {
    if let Some(variable) = dashboard_variable(text) {
        let name = &text[variable.clone()];
        return Diagnostic::error(
            "promql/dashboard-variable",
            format!("`{name}` is a variable of Grafana: a rule has none"),
        )
        .at(
            Place::Within(path, variable),
            "nobody fills it in: this is no PromQL",
        )
        .help("write the value itself, such as 5m");
    }
    Diagnostic::error("promql/syntax", title)
        .at(Place::Value(path), error)
        .help("try it in Prometheus' own query page first")
}

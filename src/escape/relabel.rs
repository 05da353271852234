//! `relabel_configs` and `external_labels` of Prometheus.

use super::promql;

/// `text` as a `regex` that matches exactly it.
///
/// Grammar: RE2; Prometheus anchors the expression at both ends and does not expand variables in it.
/// Source: Prometheus' documentation, "relabel_config".
#[must_use]
pub fn regex(text: &str) -> String {
    promql::regex_literal(text)
}

/// `text` as a `replacement` (or a `target_label`) in which no capture group is filled in.
///
/// Grammar: `$1`, `$name`, `${name}` are groups of the expression, `$$` is a dollar. Source: `Regexp.Expand` of Go.
#[must_use]
pub fn replacement(text: &str) -> String {
    text.replace('$', "$$")
}

/// `text` as the value of an external label.
///
/// Grammar: `$NAME` and `${NAME}` are taken from the environment of Prometheus, `$$` is a dollar.
/// Source: Prometheus' documentation, "external_labels"; `os.Expand` of Go.
#[must_use]
pub fn external_label(text: &str) -> String {
    text.replace('$', "$$")
}

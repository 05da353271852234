//! Rules of the old stack.

use std::collections::BTreeMap;

use serde_json::Value;

use super::files::Document;

/// An alerting or recording rule.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    pub file: String,
    /// Name of the alert, or of the recorded series.
    pub name: String,
    pub is_alert: bool,
    pub expr: String,
    pub r#for: Option<String>,
    pub keep_firing_for: Option<String>,
    pub labels: BTreeMap<String, String>,
    pub annotations: BTreeMap<String, String>,
}

impl Rule {
    /// `HighLoad in rules/host.yml`.
    pub fn shown(&self) -> String {
        format!("`{}` ({})", self.name, self.file)
    }
}

/// Reads a rule file.
pub fn read(document: &Document) -> Vec<Rule> {
    let groups = document
        .value
        .get("groups")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let rules = groups
        .filter_map(|group| group.get("rules")?.as_array())
        .flatten();
    rules.filter_map(|rule| one(rule, &document.path)).collect()
}

fn one(rule: &Value, file: &str) -> Option<Rule> {
    let alert = text(rule, "alert");
    Some(Rule {
        file: file.to_owned(),
        is_alert: alert.is_some(),
        name: alert.or_else(|| text(rule, "record"))?,
        expr: text(rule, "expr")?.trim().to_owned(),
        r#for: text(rule, "for"),
        keep_firing_for: text(rule, "keep_firing_for"),
        labels: texts(rule.get("labels")),
        annotations: texts(rule.get("annotations")),
    })
}

/// A text, or a number as one.
pub fn text(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => value.get(key).map(Value::to_string),
        _ => None,
    }
}

/// A table of texts.
pub fn texts(value: Option<&Value>) -> BTreeMap<String, String> {
    let table = value.and_then(Value::as_object).into_iter().flatten();
    let entry = |(key, value): (&String, &Value)| match value {
        Value::String(text) => Some((key.clone(), text.clone())),
        Value::Number(_) | Value::Bool(_) => Some((key.clone(), value.to_string())),
        _ => None,
    };
    table.filter_map(entry).collect()
}

/// A text, or a list of them.
pub fn list(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

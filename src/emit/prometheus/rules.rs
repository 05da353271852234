//! `rules.yml`: each kind is one group, recordings first.

use serde_json::{Map, Value, json};

use crate::catalog::BadWhen;
use crate::emit::{header, yaml};
use crate::model::selector::{select_series, tidy};
use crate::model::{AlertingRule, Branch, Condition, Group, Stack};

use super::annotations;

/// The whole file.
pub fn text(stack: &Stack) -> String {
    let groups: Vec<Value> = stack
        .groups
        .iter()
        .map(|group| self::group(stack, group))
        .collect();
    let what = "Recording and alerting rules. A rule is known to Prometheus by its group, name and labels: there is one\n\
                for each alert, severity and `for`; values that differ by service are branches of its expression.";
    yaml::to_string(&header(stack, what), &json!({ "groups": groups }))
}

fn group(stack: &Stack, group: &Group) -> Value {
    let recordings = group.recordings.iter().map(|rule| {
        let mut keys = Map::new();
        keys.insert("record".into(), rule.record.clone().into());
        keys.insert("expr".into(), block(&rule.expr));
        if !rule.labels.is_empty() {
            keys.insert("labels".into(), json!(rule.labels));
        }
        Value::Object(keys)
    });
    let alerts = group.alerts.iter().map(|rule| alert(stack, rule));
    let mut keys = Map::new();
    keys.insert("name".into(), group.name.clone().into());
    if let Some(interval) = group.interval {
        keys.insert("interval".into(), interval.to_string().into());
    }
    let rules: Vec<Value> = recordings.chain(alerts).collect();
    keys.insert("rules".into(), rules.into());
    keys.into()
}

/// Expressions of several lines end in a newline, so that they are printed as a block.
fn block(expression: &str) -> Value {
    if expression.contains('\n') {
        format!("{expression}\n").into()
    } else {
        expression.into()
    }
}

fn alert(stack: &Stack, rule: &AlertingRule) -> Value {
    let mut keys = Map::new();
    keys.insert("alert".into(), rule.alert.clone().into());
    keys.insert("expr".into(), block(&expression(rule)));
    if rule.wait.milliseconds > 0 {
        keys.insert("for".into(), rule.wait.to_string().into());
    }
    if let Some(keep) = rule.keep_firing_for {
        keys.insert("keep_firing_for".into(), keep.to_string().into());
    }
    let labels: Map<String, Value> = static_labels(rule)
        .into_iter()
        .map(|(name, value)| (name, value.into()))
        .collect();
    keys.insert("labels".into(), labels.into());
    keys.insert("annotations".into(), annotations::of(stack, rule).into());
    keys.into()
}

/// Labels of the rule itself, in order; values are templates.
pub fn static_labels(rule: &AlertingRule) -> Vec<(String, String)> {
    let severity = rule.severity.map_or("none", |severity| severity.name());
    let mut labels = vec![
        ("severity".to_owned(), severity.to_owned()),
        ("signal".to_owned(), rule.signal.clone()),
    ];
    if let Some(hold) = &rule.hold {
        labels.push(("hold".into(), hold.clone()));
    }
    for (name, value) in &rule.labels {
        labels.push((name.clone(), crate::escape::go_template::text(value)));
    }
    labels
}

/// PromQL of an alerting rule.
pub fn expression(rule: &AlertingRule) -> String {
    match &rule.condition {
        Condition::Expression(expression) => expression.to_string(),
        Condition::Threshold {
            record,
            comparison,
            branches,
            ..
        } => branches
            .iter()
            .map(|branch| tidy(&condition(record, *comparison, branch)))
            .collect::<Vec<_>>()
            .join("\nor\n"),
    }
}

fn condition(record: &str, comparison: BadWhen, branch: &Branch) -> String {
    let operator = match comparison {
        BadWhen::Above => ">",
        BadWhen::Below => "<",
    };
    let series = select_series(record, &branch.services, &branch.matches);
    let compared = format!("{series} {operator} {}", branch.value);
    match &branch.when {
        // `and` keeps the labels of its left side; the right one is folded to the service, so nothing is doubled or lost.
        Some(guard) => format!(
            "{compared} and on (service) (max by (service) ({}) > {})",
            guard.record, guard.value
        ),
        None => compared,
    }
}

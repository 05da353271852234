//! One group of promtool's unit tests, and the alerts that are expected in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::rules::static_labels;
use super::inputs::{Inputs, Labels, series};
use super::look::Look;
use super::simulate::Timeline;
use super::template::{Filling, render};
use crate::config::value::Duration;
use crate::model::{AlertingRule, Condition};

/// A rule with what it says and when it fires.
pub struct Played<'s> {
    pub rule: &'s AlertingRule,
    pub annotations: &'s Map<String, Value>,
    pub timelines: Vec<Timeline>,
}

impl Played<'_> {
    /// Whether it was seen to fire, for each value that it compares with, and what it says is known.
    pub fn is_proved(&self) -> bool {
        let mut fired = self.timelines.iter().filter_map(|timeline| {
            let value = timeline.firing.iter().copied().flatten().next()?;
            alert(self, &timeline.labels, value)?;
            Some(timeline.labels.get("service"))
        });
        match &self.rule.condition {
            Condition::Threshold { branches, .. } => {
                let services: Vec<&String> = fired.flatten().collect();
                branches.iter().all(|branch| {
                    services
                        .iter()
                        .any(|service| branch.names.contains(service))
                })
            }
            Condition::Expression(_) => fired.next().is_some(),
        }
    }
}

/// Expected results of one expression.
pub struct Expected {
    pub expr: String,
    pub step: usize,
    pub samples: Vec<(String, f64)>,
}

/// `alert_rule_test` of all rules: each alert just before and at every change, and when a breach ended just before.
pub fn alert_tests(look: &Look<'_>, played: &[Played<'_>], count: usize) -> Vec<Value> {
    let mut by_name: BTreeMap<&str, Vec<&Played<'_>>> = BTreeMap::new();
    for rule in played {
        by_name.entry(&rule.rule.alert).or_default().push(rule);
    }
    let mut out = Vec::new();
    for (name, rules) in by_name {
        if !rules.iter().any(|played| look.is_about(played.rule)) {
            continue;
        }
        let Some(tests) = tests_of(look, name, &rules, count) else {
            continue;
        };
        out.extend(tests);
    }
    out
}

/// Tests of the alerts of one name; `None` where a text of theirs is not known beforehand.
fn tests_of(
    look: &Look<'_>,
    name: &str,
    rules: &[&Played<'_>],
    count: usize,
) -> Option<Vec<Value>> {
    let mut out = Vec::new();
    for step in moments(look, rules, count) {
        let mut alerts: Vec<Value> = Vec::new();
        for rule in rules {
            for timeline in &rule.timelines {
                if let Some(value) = timeline.firing.get(step).copied().flatten() {
                    alerts.push(alert(rule, &timeline.labels, value)?);
                }
            }
        }
        let mut keys = Map::new();
        keys.insert("eval_time".into(), at(step, look.interval).into());
        keys.insert("alertname".into(), name.into());
        keys.insert("exp_alerts".into(), alerts.into());
        out.push(keys.into());
    }
    Some(out)
}

/// Evaluations that are worth a look.
fn moments(look: &Look<'_>, rules: &[&Played<'_>], count: usize) -> Vec<usize> {
    let mut moments = std::collections::BTreeSet::new();
    let about = rules.iter().filter(|played| look.is_about(played.rule));
    for timeline in about.flat_map(|rule| &rule.timelines) {
        let mut before = false;
        for (step, value) in timeline.firing.iter().enumerate() {
            if value.is_some() != before {
                moments.extend([step.saturating_sub(1), step]);
            }
            before = value.is_some();
        }
        for step in &timeline.averted {
            moments.extend([step.saturating_sub(1), *step]);
        }
    }
    if moments.is_empty() {
        moments.insert(count.saturating_sub(1));
    }
    moments.into_iter().collect()
}

/// A moment of a test.
pub fn at(step: usize, interval: Duration) -> String {
    let steps = u64::try_from(step).unwrap_or(u64::MAX);
    Duration {
        milliseconds: interval.milliseconds.saturating_mul(steps),
    }
    .to_string()
}

fn alert(rule: &Played<'_>, labels: &Labels, value: f64) -> Option<Value> {
    let mut all: Map<String, Value> = labels
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into()))
        .collect();
    let filling = Filling {
        labels,
        value,
        limit: limit(rule.rule, labels),
    };
    for (name, template) in static_labels(rule.rule) {
        all.insert(name, render(&template, &filling)?.into());
    }
    let mut annotations = Map::new();
    for (name, template) in rule.annotations {
        let said = render(template.as_str()?, &filling)?;
        annotations.insert(name.clone(), said.into());
    }
    Some(json!({ "exp_labels": all, "exp_annotations": annotations }))
}

fn limit(rule: &AlertingRule, labels: &Labels) -> Option<f64> {
    let Condition::Threshold { branches, .. } = &rule.condition else {
        return None;
    };
    let service = labels.get("service")?;
    branches
        .iter()
        .find(|branch| branch.names.contains(service))
        .map(|branch| branch.value)
}

/// The whole group.
pub fn group(name: &str, interval: Duration, inputs: &Inputs, more: Tests) -> Value {
    let input_series: Vec<Value> = inputs
        .iter()
        .map(|input| {
            json!({
                "series": series(&input.metric, &input.labels),
                "values": input.course.notation(),
            })
        })
        .collect();
    let mut keys = Map::new();
    keys.insert("name".into(), name.into());
    keys.insert("interval".into(), interval.to_string().into());
    if !input_series.is_empty() {
        keys.insert("input_series".into(), input_series.into());
    }
    if !more.alerts.is_empty() {
        keys.insert("alert_rule_test".into(), more.alerts.into());
    }
    if !more.expressions.is_empty() {
        let expressions: Vec<Value> = more
            .expressions
            .iter()
            .map(|expected| {
                let samples: Vec<Value> = expected
                    .samples
                    .iter()
                    .map(|(labels, value)| json!({ "labels": labels, "value": exact(*value) }))
                    .collect();
                json!({
                    "expr": expected.expr,
                    "eval_time": at(expected.step, more.step_of_expressions),
                    "exp_samples": samples,
                })
            })
            .collect();
        keys.insert("promql_expr_test".into(), expressions.into());
    }
    keys.into()
}

/// What a group asks.
#[derive(Default)]
pub struct Tests {
    pub alerts: Vec<Value>,
    pub expressions: Vec<Expected>,
    /// Length of a step in `expressions`.
    pub step_of_expressions: Duration,
}

/// Whole numbers without a fraction.
fn exact(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

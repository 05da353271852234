//! Tests of the alerts of the file, from the examples that it gives. What they say is not compared: it may hold any value.

use serde_json::Value;

use super::super::rules::static_labels;
use super::course::Course;
use super::group::{Expected, Tests, group};
use super::inputs::{Inputs, Labels, series};
use super::simulate::steps;
use crate::catalog::Given;
use crate::config::value::Duration;
use crate::model::{AlertExample, AlertingRule, Stack};

/// One group of tests for each alert that has an example.
pub fn groups(stack: &Stack) -> Vec<Value> {
    proved(stack)
        .map(|(rule, example)| one(stack, rule, example))
        .collect()
}

/// Alerts with an example.
pub fn proved(stack: &Stack) -> impl Iterator<Item = (&AlertingRule, &AlertExample)> {
    let rules = stack.groups.iter().flat_map(|group| &group.alerts);
    rules.filter_map(|rule| Some((rule, stack.alert_examples.get(&rule.alert)?)))
}

/// Nothing at first; then the series, for as long as the alert waits. Where all of them are plain numbers, it is silent until then.
fn one(stack: &Stack, rule: &AlertingRule, example: &AlertExample) -> Value {
    let interval = stack.evaluation_interval;
    let wait = steps(rule.wait, interval);
    let plain = example
        .series
        .iter()
        .all(|raw| matches!(&raw.given, Given::Values(values) if values.len() == 1));
    let before = if plain {
        1
    } else {
        steps(rule.window, interval) + 1
    };
    let end = before + wait;
    let mut inputs = Inputs::default();
    for raw in &example.series {
        inputs.add(
            &raw.metric,
            raw.labels.clone(),
            course(&raw.given, before, end, interval, rule.window),
        );
    }
    let mut labels = Labels::from([
        ("alertname".to_owned(), rule.alert.clone()),
        ("alertstate".to_owned(), "firing".to_owned()),
    ]);
    // Labels of the rule itself, unless they are templates.
    let own = static_labels(rule)
        .into_iter()
        .filter(|(_, value)| !value.contains("{{"));
    labels.extend(own);
    labels.extend(example.labels.clone());
    let firing = |step: usize, fires: bool| Expected {
        expr: format!("count({}) > bool 0", series("ALERTS", &labels)),
        step,
        samples: if fires {
            vec![("{}".to_owned(), 1.0)]
        } else {
            Vec::new()
        },
    };
    let mut expressions = Vec::new();
    if plain {
        expressions.push(firing(end - 1, false));
    }
    expressions.push(firing(end, example.fires));
    let tests = Tests {
        expressions,
        step_of_expressions: interval,
        ..Tests::default()
    };
    group(&format!("alert {}", rule.alert), interval, &inputs, tests)
}

/// A counter rises evenly from the beginning; a gauge has its last value from `before` on.
pub fn course(
    given: &Given,
    before: usize,
    end: usize,
    interval: Duration,
    window: Duration,
) -> Course {
    let rising = |rate: f64| {
        (0..=end).fold(Course::default(), |course, step| {
            course.then(rate * interval.as_seconds() * (step + 1) as f64, 1)
        })
    };
    match given {
        Given::Values(values) => match values.as_slice() {
            [one] => Course::default().gone(before.min(1)).then(*one, end),
            values => {
                let parts = values.len().max(1);
                let mut course = Course::default();
                for (part, value) in values.iter().enumerate() {
                    let until = before * (part + 1) / parts;
                    let begin = course.len();
                    course = course.then(*value, until.saturating_sub(begin));
                }
                course.until(end + 1)
            }
        },
        Given::Rate(rate) => rising(*rate),
        Given::Increase(increase) => rising(increase / window.as_seconds().max(1.0)),
        Given::Now(from_now) => {
            let now = interval.as_seconds() * end as f64;
            Course::default().then(now + from_now, end + 1)
        }
    }
}

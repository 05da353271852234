//! Tests of the alerts of the file, from the examples that it gives. What they say is not compared: it may hold any value.

use serde_json::Value;

use super::course::Course;
use super::group::{Expected, Tests, group};
use super::inputs::{Inputs, series};
use super::labels::own_labels;
use super::look::Look;
use crate::catalog::Given;
use crate::config::value::Duration;
use crate::model::{AlertExample, AlertingRule};

/// One group of tests for each alert that has an example.
pub fn groups(look: &Look<'_>) -> Vec<Value> {
    proved(look)
        .filter(|(_, example)| !look.before || is_plain(example))
        .map(|(rule, example)| one(look, rule, example))
        .collect()
}

/// Alerts of a file that have an example.
pub fn proved<'s>(look: &Look<'s>) -> impl Iterator<Item = (&'s AlertingRule, &'s AlertExample)> {
    let stack = look.stack;
    look.rules()
        .filter_map(|rule| Some((rule, stack.alert_examples.get(&rule.alert)?)))
}

/// Whether all series are numbers that do not move.
fn is_plain(example: &AlertExample) -> bool {
    let mut given = example.series.iter().map(|raw| &raw.given);
    given.all(|given| matches!(given, Given::Values(values) if values.len() == 1))
}

/// Nothing at first; then the series, for as long as the alert waits. Where all of them are plain numbers, it is silent until then.
fn one(look: &Look<'_>, rule: &AlertingRule, example: &AlertExample) -> Value {
    let wait = look.steps(rule.wait);
    let plain = is_plain(example);
    // What is looked back on needs samples as often as there are in truth.
    let (sample, times) = if plain {
        (look.interval, 1)
    } else {
        finer(look)
    };
    let before = if plain {
        1
    } else {
        look.steps(rule.window) + 1
    };
    let end = before + wait;
    let mut inputs = Inputs::default();
    for raw in &example.series {
        inputs.add(
            &raw.metric,
            raw.labels.clone(),
            course(&raw.given, before * times, end * times, sample, rule.window),
        );
    }
    let mut labels = own_labels(rule);
    labels.insert("alertstate".into(), "firing".into());
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
    if !look.before {
        expressions.push(firing(end, example.fires));
    }
    let tests = Tests {
        expressions,
        step_of_expressions: look.interval,
        ..Tests::default()
    };
    group(&format!("alert {}", rule.alert), sample, &inputs, tests)
}

/// Samples as often as Prometheus evaluates, or a little oftener, and how many of them there are from one evaluation to the next.
pub fn finer(look: &Look<'_>) -> (Duration, usize) {
    let real = look.stack.evaluation_interval.milliseconds.max(1);
    let times = look.interval.milliseconds.div_ceil(real).max(1);
    let sample = Duration {
        milliseconds: look.interval.milliseconds / times,
    };
    (sample, usize::try_from(times).unwrap_or(1))
}

/// A counter rises evenly from the beginning; a gauge has its last value from `before` on.
pub fn course(
    given: &Given,
    before: usize,
    end: usize,
    interval: Duration,
    window: Duration,
) -> Course {
    let rising = |rate: f64| Course::rising(rate * interval.as_seconds(), end + 1);
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

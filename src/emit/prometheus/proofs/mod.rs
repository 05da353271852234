//! `tests.yml`: promtool's unit tests, which prove that every alert fires when it should and stays silent when it should not.
//!
//! Alerts are proved on recorded series, where the input is exact: no value just above and just below a threshold can be hit
//! through `rate`. When a rule fires is worked out from what the rule means (`simulate`), never from its PromQL.

mod course;
mod group;
mod inputs;
mod labels;
mod limits;
mod missing;
mod number;
mod services;
mod simulate;
mod standing;
mod template;
mod thresholds;

use serde_json::{Map, Value, json};

use crate::emit::{header, yaml};
use crate::model::{Condition, Meaning, Stack};

use super::annotations;
use group::{Played, Tests};
use inputs::Inputs;
use simulate::{threshold, timelines};

/// The whole file.
pub fn text(stack: &Stack) -> String {
    let said: Vec<Map<String, Value>> = stack
        .groups
        .iter()
        .flat_map(|group| &group.alerts)
        .map(|rule| annotations::of(stack, rule))
        .collect();
    let interval = stack.evaluation_interval;
    let (mut inputs, all_open) = thresholds::Plan::inputs(stack);
    let mut expressions = limits::expected(stack, &inputs, all_open);
    expressions.extend(limits::expected(stack, &inputs, all_open + 1));
    services::feed(stack, &mut inputs);
    let (blind, pending) = missing::feed(stack);
    let facts = services::facts(stack);
    let of_facts = |meaning: &Option<Meaning>| {
        matches!(meaning, Some(Meaning::Unseen | Meaning::FactsMissing))
    };
    let of_metrics = |meaning: &Option<Meaning>| matches!(meaning, Some(Meaning::Missing { .. }));
    let groups = [
        group::group(
            "alerts on recorded series",
            interval,
            &inputs,
            Tests {
                alerts: alerts(stack, &said, &inputs, |meaning| {
                    !of_facts(meaning) && !of_metrics(meaning)
                }),
                expressions,
                step_of_expressions: interval,
            },
        ),
        group::group(
            "alerts on missing metrics",
            interval,
            &blind,
            Tests {
                alerts: alerts(stack, &said, &blind, of_metrics),
                expressions: pending,
                step_of_expressions: interval,
            },
        ),
        group::group(
            "alerts on the list of services",
            interval,
            &facts,
            Tests {
                alerts: alerts(stack, &said, &facts, of_facts),
                ..Tests::default()
            },
        ),
    ];
    let order: Vec<&str> = stack
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .collect();
    let what = "Unit tests of the alerts: run `promtool test rules tests.yml` in this folder. For each value that an alert\n\
                compares with, a service is exactly at it, a millionth beyond it for one evaluation too few, and for long\n\
                enough. Labels that a service does not have are `any` here, so that a rule that loses one is seen.";
    yaml::to_string(
        &header(stack, what),
        &json!({
            "rule_files": ["rules.yml"],
            "evaluation_interval": interval.to_string(),
            "group_eval_order": order,
            "tests": groups,
        }),
    )
}

/// Tests of the alerts of which `chosen` is true.
fn alerts(
    stack: &Stack,
    said: &[Map<String, Value>],
    inputs: &Inputs,
    chosen: impl Fn(&Option<Meaning>) -> bool,
) -> Vec<Value> {
    let count = inputs.steps() + 1;
    let rules = stack.groups.iter().flat_map(|group| &group.alerts);
    let played: Vec<Played<'_>> = rules
        .zip(said)
        .filter(|(rule, _)| {
            rule.meaning.is_some() || matches!(rule.condition, Condition::Threshold { .. })
        })
        .filter(|(rule, _)| chosen(&rule.meaning))
        .map(|(rule, annotations)| {
            let mut held = threshold(rule, inputs, count);
            held.extend(standing::held(stack, rule, inputs, count));
            Played {
                rule,
                annotations,
                timelines: timelines(rule, held, stack.evaluation_interval),
            }
        })
        .collect();
    group::alert_tests(&played, count, stack.evaluation_interval)
}

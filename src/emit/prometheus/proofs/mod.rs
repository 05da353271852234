//! `tests.yml`: promtool's unit tests, which prove that every alert fires when it should and stays silent when it should not.
//!
//! Alerts are proved on recorded series, where the input is exact: no value just above and just below a threshold can be hit
//! through `rate`. When a rule fires is worked out from what the rule means (`simulate`), never from its PromQL.

mod course;
mod end_to_end;
mod group;
mod inputs;
mod labels;
mod limits;
mod missing;
mod number;
mod objectives;
mod own;
mod records;
mod services;
mod simulate;
mod standing;
mod template;
mod thresholds;

use serde_json::{Map, Value, json};

use crate::emit::{header, yaml};
use crate::model::{AlertingRule, Condition, Meaning, Stack};

use super::annotations;
use group::{Played, Tests};
use inputs::Inputs;
pub use records::text as records;
use simulate::{threshold, timelines};

/// The file, and how many alerts it proves.
pub struct Proofs {
    pub text: String,
    pub proved: usize,
}

/// All proofs of a stack.
pub fn of(stack: &Stack) -> Proofs {
    let said: Vec<Map<String, Value>> = rules(stack)
        .map(|rule| annotations::of(stack, rule))
        .collect();
    let interval = stack.evaluation_interval;
    let mut inputs = thresholds::Plan::inputs(stack);
    services::feed(stack, &mut inputs);
    let (blind, pending) = missing::feed(stack);
    let facts = services::facts(stack);
    let paces = objectives::feed_paces(stack);
    let absent = objectives::feed_absent(stack);
    let plays = [
        play(stack, &said, &inputs, |meaning| {
            !of_facts(meaning) && !of_metrics(meaning) && !of_paces(meaning) && !of_absence(meaning)
        }),
        play(stack, &said, &blind, of_metrics),
        play(stack, &said, &facts, of_facts),
        play(stack, &said, &paces, of_paces),
        play(stack, &said, &absent, of_absence),
    ];
    let tests = |played: &[Played<'_>], inputs: &Inputs, expressions| Tests {
        alerts: group::alert_tests(played, inputs.steps() + 1, interval),
        expressions,
        step_of_expressions: interval,
    };
    let [recorded, metrics, list, burns, dataless] = &plays;
    let mut groups = vec![
        group::group(
            "alerts on recorded series",
            interval,
            &inputs,
            tests(recorded, &inputs, Vec::new()),
        ),
        group::group(
            "alerts on missing metrics",
            interval,
            &blind,
            tests(metrics, &blind, pending),
        ),
        group::group(
            "alerts on the list of services",
            interval,
            &facts,
            tests(list, &facts, Vec::new()),
        ),
    ];
    for (name, played, inputs) in [
        ("alerts on error budgets", burns, &paces),
        ("alerts on objectives without data", dataless, &absent),
    ] {
        if !played.is_empty() {
            let tests = tests(played, inputs, Vec::new());
            groups.push(group::group(name, interval, inputs, tests));
        }
    }
    groups.extend(limits::tests(stack));
    groups.extend(end_to_end::tests(stack));
    groups.extend(own::groups(stack));
    let order: Vec<&str> = stack
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .collect();
    let what = "Unit tests of the alerts: run `promtool test rules tests.yml` in this folder. For each value that an alert\n\
                compares with, a service is exactly at it, a millionth beyond it for one evaluation too few, and for long\n\
                enough. Labels that a service does not have are `any` here, so that a rule that loses one is seen.";
    Proofs {
        text: yaml::to_string(
            &header(stack, what),
            &json!({
                "rule_files": ["rules.yml"],
                "evaluation_interval": interval.to_string(),
                "group_eval_order": order,
                "tests": groups,
            }),
        ),
        proved: plays
            .iter()
            .flatten()
            .filter(|played| played.is_proved())
            .count()
            + own::proved(stack)
                .filter(|(_, example)| example.fires)
                .count(),
    }
}

fn rules(stack: &Stack) -> impl Iterator<Item = &AlertingRule> {
    stack.groups.iter().flat_map(|group| &group.alerts)
}

/// Alerts that are known from the list of services.
fn of_facts(meaning: Option<&Meaning>) -> bool {
    matches!(meaning, Some(Meaning::Unseen | Meaning::FactsMissing))
}

/// Alerts that read raw metrics.
fn of_metrics(meaning: Option<&Meaning>) -> bool {
    matches!(meaning, Some(Meaning::Missing { .. }))
}

/// Alerts on how fast error budgets go.
fn of_paces(meaning: Option<&Meaning>) -> bool {
    matches!(meaning, Some(Meaning::Burn(_)))
}

/// Alerts on objectives that nothing is known of.
fn of_absence(meaning: Option<&Meaning>) -> bool {
    matches!(meaning, Some(Meaning::NoObjective(_)))
}

/// What the alerts of which `chosen` is true do on these series.
fn play<'s>(
    stack: &'s Stack,
    said: &'s [Map<String, Value>],
    inputs: &Inputs,
    chosen: impl Fn(Option<&Meaning>) -> bool,
) -> Vec<Played<'s>> {
    let count = inputs.steps() + 1;
    rules(stack)
        .zip(said)
        .filter(|(rule, _)| {
            rule.meaning.is_some() || matches!(rule.condition, Condition::Threshold { .. })
        })
        .filter(|(rule, _)| chosen(rule.meaning.as_ref()))
        .map(|(rule, annotations)| {
            let mut held = threshold(rule, inputs, count);
            held.extend(standing::held(stack, rule, inputs, count));
            Played {
                rule,
                annotations,
                timelines: timelines(rule, held, stack.evaluation_interval),
            }
        })
        .collect()
}

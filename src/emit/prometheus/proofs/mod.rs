//! `tests.yml`: promtool's unit tests, which prove that every alert fires when it should and stays silent when it should not.
//!
//! Alerts are proved on recorded series, where the input is exact: no value just above and just below a threshold can be hit
//! through `rate`. When a rule fires is worked out from what the rule means (`simulate`), never from its PromQL.

mod budgets;
mod course;
mod end_to_end;
mod group;
mod inputs;
mod labels;
mod limits;
mod look;
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

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::emit::{header, yaml};
use crate::model::{AlertingRule, Condition, Meaning, Stack};

use super::annotations;
use group::{Expected, Played, Tests};
use inputs::Inputs;
use look::Look;
pub use records::text as records;
use simulate::{threshold, timelines};

/// The files, and how many alerts they prove.
pub struct Proofs {
    /// Name and text.
    pub files: Vec<(String, String)>,
    pub proved: usize,
}

/// All proofs of a stack.
pub fn of(stack: &Stack) -> Proofs {
    let said: Vec<Map<String, Value>> = rules(stack)
        .map(|rule| annotations::of(stack, rule))
        .collect();
    let mut files = Vec::new();
    let mut proved = 0;
    let looks = Look::all(stack);
    for (number, look) in looks.iter().enumerate() {
        let (mut groups, played) = plays(look, &said);
        if number == 0 {
            groups.extend(limits::tests(look));
        }
        if !look.before {
            groups.extend(end_to_end::tests(look));
            proved += played
                + own::proved(look)
                    .filter(|(_, example)| example.fires)
                    .count();
        }
        groups.extend(own::groups(look));
        if !groups.is_empty() {
            files.push((look.file.clone(), text(look, &groups)));
        }
    }
    files.extend(budgets::files(stack));
    Proofs { files, proved }
}

/// Groups of tests of the alerts that a file is about, and how many of them were seen to fire.
fn plays(look: &Look<'_>, said: &[Map<String, Value>]) -> (Vec<Value>, usize) {
    let mut inputs = thresholds::Plan::inputs(look);
    services::feed(look, &mut inputs);
    let (blind, pending) = missing::feed(look);
    type Chosen = fn(Option<&Meaning>) -> bool;
    let subjects: [(&str, Inputs, Vec<Expected>, Chosen); 5] = [
        ("alerts on recorded series", inputs, Vec::new(), |meaning| {
            !of_facts(meaning) && !of_metrics(meaning) && !of_paces(meaning) && !of_absence(meaning)
        }),
        ("alerts on missing metrics", blind, pending, of_metrics),
        (
            "alerts on the list of services",
            services::facts(look),
            Vec::new(),
            of_facts,
        ),
        (
            "alerts on error budgets",
            objectives::feed_paces(look),
            Vec::new(),
            of_paces,
        ),
        (
            "alerts on objectives without data",
            objectives::feed_absent(look),
            Vec::new(),
            of_absence,
        ),
    ];
    let mut groups = Vec::new();
    let mut proved = 0;
    for (name, inputs, expressions, chosen) in subjects {
        let is_chosen = |rule: &AlertingRule| chosen(rule.meaning.as_ref());
        if !look.rules().any(is_chosen) {
            continue;
        }
        let played = play(look, said, &inputs, is_chosen);
        let tests = Tests {
            alerts: group::alert_tests(look, &played, inputs.steps() + 1),
            expressions,
            step_of_expressions: look.interval,
        };
        if !tests.alerts.is_empty() || !tests.expressions.is_empty() {
            groups.push(group::group(name, look.interval, &inputs, tests));
        }
        proved += played
            .iter()
            .filter(|played| look.is_about(played.rule) && played.is_proved())
            .count();
    }
    (groups, proved)
}

fn text(look: &Look<'_>, groups: &[Value]) -> String {
    let order: Vec<&str> = look
        .stack
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .collect();
    let when = if look.before {
        "Evaluations come just before each `for`\n\
         is over, by less than Prometheus' own interval: nothing fires yet."
    } else {
        "For each value that an alert\n\
         compares with, a service is a millionth beyond it until `for` is over, then exactly at it. Evaluations are as far\n\
         apart as the times that alerts wait allow. Labels that a service does not have are `any` here, so that a rule that\n\
         loses one is seen."
    };
    let what = format!(
        "Unit tests of the alerts: run `promtool test rules tests*.yml` in this folder. {when}"
    );
    yaml::to_string(
        &header(look.stack, &what),
        &json!({
            "rule_files": ["rules.yml"],
            "evaluation_interval": look.interval.to_string(),
            "group_eval_order": order,
            "tests": groups,
        }),
    )
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
    look: &Look<'s>,
    said: &'s [Map<String, Value>],
    inputs: &Inputs,
    chosen: impl Fn(&AlertingRule) -> bool,
) -> Vec<Played<'s>> {
    let count = inputs.steps() + 1;
    let names: BTreeSet<&str> = look.rules().map(|rule| rule.alert.as_str()).collect();
    rules(look.stack)
        .zip(said)
        .filter(|(rule, _)| {
            rule.meaning.is_some() || matches!(rule.condition, Condition::Threshold { .. })
        })
        .filter(|(rule, _)| chosen(rule) && names.contains(rule.alert.as_str()))
        .map(|(rule, annotations)| {
            let mut held = threshold(rule, inputs, count);
            held.extend(standing::held(look, rule, inputs, count));
            Played {
                rule,
                annotations,
                timelines: timelines(rule, held, look.interval),
            }
        })
        .collect()
}

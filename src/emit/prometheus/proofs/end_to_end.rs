//! From raw series to an alert that fires, once for each kind: the example of a signal that is bad enough goes on for as long
//! as the alert waits.

use serde_json::Value;

use super::group::{Expected, Tests, group};
use super::inputs::{Inputs, series};
use super::labels::{identity, own_labels};
use super::look::Look;
use super::own::{course, finer};
use super::simulate::{is_beyond, steps};
use crate::model::{AlertingRule, Case, Condition, Example, Group};

/// The group of tests of a file; `None` where it is about no alert of which an example is bad enough.
pub fn tests(look: &Look<'_>) -> Option<Value> {
    let stack = look.stack;
    let (sample, times) = finer(look);
    let chains: Vec<Chain<'_>> = stack
        .groups
        .iter()
        .filter_map(|group| {
            let chains = chains(group);
            let soonest = chains.into_iter().min_by_key(|chain| {
                (
                    chain.example.window.milliseconds + chain.rule.wait.milliseconds,
                    chain.rule.wait,
                )
            })?;
            look.is_about(soonest.rule).then_some(soonest)
        })
        .collect();
    let mut inputs = Inputs::default();
    let mut expressions = Vec::new();
    for chain in &chains {
        let fires = look.steps(chain.example.window) + look.steps(chain.rule.wait) + 1;
        let mut labels = identity(stack, chain.service);
        labels.insert("instance".into(), format!("{}-1", chain.service));
        labels.insert(
            "job".into(),
            chain.example.jobs.first().cloned().unwrap_or_default(),
        );
        for raw in &chain.case.series {
            let mut labels = labels.clone();
            labels.extend(raw.labels.clone());
            let course = course(
                &raw.given,
                steps(chain.example.window, sample),
                fires * times,
                sample,
                chain.example.window,
            );
            inputs.extend(&raw.metric, labels, &course);
        }
        let mut firing = own_labels(chain.rule);
        firing.insert("alertstate".into(), "firing".into());
        firing.insert("service".into(), chain.service.to_owned());
        expressions.push(Expected {
            expr: format!("count({}) > bool 0", series("ALERTS", &firing)),
            step: fires,
            samples: vec![("{}".to_owned(), 1.0)],
        });
    }
    let tests = Tests {
        expressions,
        step_of_expressions: look.interval,
        ..Tests::default()
    };
    (!chains.is_empty()).then(|| group("from raw series to an alert", sample, &inputs, tests))
}

/// A signal's example that makes an alert fire.
struct Chain<'s> {
    rule: &'s AlertingRule,
    example: &'s Example,
    case: &'s Case,
    service: &'s str,
}

fn chains(group: &Group) -> Vec<Chain<'_>> {
    let mut out = Vec::new();
    for rule in &group.alerts {
        let Condition::Threshold {
            record,
            comparison,
            branches,
            ..
        } = &rule.condition
        else {
            continue;
        };
        let recording = group
            .recordings
            .iter()
            .find(|known| known.record == *record);
        for example in recording
            .iter()
            .flat_map(|recording| recording.examples.iter())
        {
            let Some(service) = example.services.first() else {
                continue;
            };
            let branch = branches
                .iter()
                .find(|branch| branch.names.contains(service) && branch.matches.is_empty());
            let bad = branch.and_then(|branch| {
                example
                    .cases
                    .iter()
                    .filter(|case| !case.alone)
                    .find(|case| {
                        let mut values = case.expected.iter();
                        values.any(|(_, value)| is_beyond(*value, *comparison, branch.value))
                    })
            });
            if let Some(case) = bad {
                out.push(Chain {
                    rule,
                    example,
                    case,
                    service,
                });
            }
        }
    }
    out
}

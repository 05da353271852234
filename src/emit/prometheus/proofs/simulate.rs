//! When an alerting rule fires, from what it means and not from its PromQL: the tests then ask promtool whether the
//! expression means the same.

use regex::Regex;

use super::inputs::{Inputs, Labels};
use crate::catalog::BadWhen;
use crate::config::value::Duration;
use crate::model::{AlertingRule, Branch, Condition, Guard, LabelMatch, Operator};

/// One alert, evaluation by evaluation.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// Labels of the sample, without the rule's own.
    pub labels: Labels,
    /// The value that the alert shows while it fires.
    pub firing: Vec<Option<f64>>,
    /// Evaluations at which it would have fired, had the breach not ended just before.
    pub averted: Vec<usize>,
}

/// Results of a condition: labels, and the value at each evaluation at which it holds.
pub type Held = Vec<(Labels, Vec<Option<f64>>)>;

/// Evaluations that a duration takes, rounded up.
pub fn steps(duration: Duration, interval: Duration) -> usize {
    let interval = interval.milliseconds.max(1);
    usize::try_from(duration.milliseconds.div_ceil(interval)).unwrap_or(usize::MAX)
}

/// The state machine of `rules/alerting.go`: pending for `for`, firing, kept for `keep_firing_for`.
pub fn timelines(rule: &AlertingRule, held: Held, interval: Duration) -> Vec<Timeline> {
    let wait = steps(rule.wait, interval);
    let keep = rule.keep_firing_for.map_or(0, |keep| steps(keep, interval));
    held.into_iter()
        .map(|(labels, values)| {
            let mut firing = Vec::with_capacity(values.len());
            let mut averted = Vec::new();
            let (mut since, mut fires, mut shown) = (None, false, 0.0);
            let mut kept_since = None;
            for (step, value) in values.iter().enumerate() {
                if let Some(value) = value {
                    kept_since = None;
                    shown = *value;
                    let since = *since.get_or_insert(step);
                    fires |= step - since >= wait;
                } else {
                    let kept = fires && step - *kept_since.get_or_insert(step) < keep;
                    if !kept {
                        if !fires && since.is_some_and(|since| step - since == wait) {
                            averted.push(step);
                        }
                        (since, fires, kept_since) = (None, false, None);
                    }
                }
                firing.push(fires.then_some(shown));
            }
            Timeline {
                labels,
                firing,
                averted,
            }
        })
        .collect()
}

/// What a threshold's condition gives on these series.
pub fn threshold(rule: &AlertingRule, inputs: &Inputs, count: usize) -> Held {
    let Condition::Threshold {
        record,
        comparison,
        branches,
        ..
    } = &rule.condition
    else {
        return Held::new();
    };
    let matchers: Vec<Matchers> = branches
        .iter()
        .map(|branch| Matchers::of(&branch.matches))
        .collect();
    let mut held = Held::new();
    for input in inputs.of(record) {
        let Some(service) = input.labels.get("service") else {
            continue;
        };
        let chosen: Vec<&Branch> = branches
            .iter()
            .zip(&matchers)
            .filter(|(branch, matchers)| {
                branch.names.contains(service) && matchers.fit(&input.labels)
            })
            .map(|(branch, _)| branch)
            .collect();
        if chosen.is_empty() {
            continue;
        }
        let values: Vec<Option<f64>> = (0..count)
            .map(|step| {
                let value = input.course.at(step)?;
                chosen
                    .iter()
                    .any(|branch| {
                        is_beyond(value, *comparison, branch.value)
                            && open(branch, inputs, service, step)
                    })
                    .then_some(value)
            })
            .collect();
        if values.iter().any(Option::is_some) {
            held.push((input.labels.clone(), values));
        }
    }
    held
}

/// Whether a value is on the bad side of a limit; at it is not.
pub fn is_beyond(value: f64, comparison: BadWhen, limit: f64) -> bool {
    match comparison {
        BadWhen::Above => value > limit,
        BadWhen::Below => value < limit,
    }
}

/// Whether the other signal that `when` names is above its value.
fn open(branch: &Branch, inputs: &Inputs, service: &str, step: usize) -> bool {
    let Some(Guard {
        record,
        value: least,
        ..
    }) = &branch.when
    else {
        return true;
    };
    inputs
        .of(record)
        .filter(|input| input.labels.get("service").is_some_and(|s| s == service))
        .any(|input| input.course.at(step).is_some_and(|value| value > *least))
}

/// Label matchers, their regular expressions read once.
pub struct Matchers<'m>(Vec<(&'m LabelMatch, Option<Regex>)>);

impl<'m> Matchers<'m> {
    pub fn of(matches: &'m [LabelMatch]) -> Self {
        Matchers(
            matches
                .iter()
                .map(|matcher| {
                    let regex = match matcher.operator {
                        Operator::Matches | Operator::MatchesNot => {
                            Regex::new(&format!("^(?s:{})$", matcher.value)).ok()
                        }
                        Operator::Equal | Operator::NotEqual => None,
                    };
                    (matcher, regex)
                })
                .collect(),
        )
    }

    /// Whether all of them fit; a missing label is an empty one.
    pub fn fit(&self, labels: &Labels) -> bool {
        self.0.iter().all(|(matcher, regex)| {
            let value = labels.get(&matcher.label).map_or("", String::as_str);
            let matched = regex.as_ref().is_some_and(|regex| regex.is_match(value));
            match matcher.operator {
                Operator::Equal => value == matcher.value,
                Operator::NotEqual => value != matcher.value,
                Operator::Matches => matched,
                Operator::MatchesNot => !matched,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, timelines};
    use crate::config::value::Duration;
    use crate::emit::prometheus::proofs::inputs::Labels;
    use crate::model::AlertingRule;

    fn firing(wait: u64, keep: Option<u64>, values: &[u8]) -> (Vec<bool>, Vec<usize>) {
        let rule = AlertingRule {
            wait: Duration::seconds(wait),
            keep_firing_for: keep.map(Duration::seconds),
            ..crate::model::AlertingRule::default()
        };
        let held: Held = vec![(
            Labels::new(),
            values.iter().map(|v| (*v == 1).then_some(1.0)).collect(),
        )];
        let timelines = timelines(&rule, held, Duration::seconds(15));
        (
            timelines[0].firing.iter().map(Option::is_some).collect(),
            timelines[0].averted.clone(),
        )
    }

    #[test]
    fn an_alert_waits_fires_and_ends() {
        let (fires, averted) = firing(30, None, &[1, 1, 0, 1, 1, 1, 1, 0]);
        assert_eq!(
            fires,
            [false, false, false, false, false, true, true, false]
        );
        assert_eq!(averted, [2]);
        assert_eq!(firing(0, None, &[0, 1, 0]).0, [false, true, false]);
        // Kept for two evaluations: the one at which it ended, and one more.
        assert_eq!(
            firing(0, Some(30), &[1, 0, 0, 0]).0,
            [true, true, true, false]
        );
        // `for` that is no multiple of the interval rounds up.
        assert_eq!(firing(20, None, &[1, 1, 1]).0, [false, false, true]);
    }
}

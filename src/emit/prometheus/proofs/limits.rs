//! The recorded limits that panels draw, and how much of its limit each service uses: asked while all signals are in.

use std::collections::BTreeMap;

use super::group::Expected;
use super::inputs::{Input, Inputs, Labels, series};
use super::simulate::Matchers;
use crate::catalog::{BadWhen, Severity, Unit};
use crate::model::{AlertingRule, Branch, Condition, Group, RecordingRule, Stack, names};

/// What both records hold at an evaluation.
pub fn expected(stack: &Stack, inputs: &Inputs, step: usize) -> Vec<Expected> {
    let mut out = Vec::new();
    for group in &stack.groups {
        for recording in &group.recordings {
            let Some(signal) = Signal::of(group, recording) else {
                continue;
            };
            let samples = match recording.record.as_str() {
                names::THRESHOLD => signal.thresholds(stack, recording, inputs, step),
                _ => signal.used(stack, recording, inputs, step),
            };
            let mut expr = series(&recording.record, &recording.labels);
            if recording.record == names::LIMIT {
                expr = format!("round({expr}, 1e-6)");
            }
            out.push(Expected {
                expr,
                step,
                samples,
            });
        }
    }
    out
}

/// A signal that alerts, as its rules have it.
struct Signal<'s> {
    rules: Vec<&'s AlertingRule>,
    record: &'s str,
    unit: Unit,
    comparison: BadWhen,
}

impl<'s> Signal<'s> {
    fn of(group: &'s Group, recording: &RecordingRule) -> Option<Self> {
        if recording.record != names::THRESHOLD && recording.record != names::LIMIT {
            return None;
        }
        let name = recording.labels.get("signal")?;
        let rules: Vec<&AlertingRule> = group
            .alerts
            .iter()
            .filter(|rule| rule.signal == *name)
            .filter(|rule| matches!(rule.condition, Condition::Threshold { .. }))
            .collect();
        let Condition::Threshold {
            record,
            unit,
            comparison,
            ..
        } = &rules.first()?.condition
        else {
            return None;
        };
        Some(Signal {
            record,
            unit: *unit,
            comparison: *comparison,
            rules,
        })
    }

    fn branch(&self, severity: Severity, service: &str) -> Option<&Branch> {
        self.rules
            .iter()
            .filter(|rule| rule.severity == Some(severity))
            .flat_map(|rule| branches(rule))
            .find(|branch| branch.names.iter().any(|name| name == service))
    }

    fn thresholds(
        &self,
        stack: &Stack,
        recording: &RecordingRule,
        inputs: &Inputs,
        step: usize,
    ) -> Vec<(String, f64)> {
        let severity = Severity::ALL.into_iter().find(|severity| {
            recording.labels.get("severity").map(String::as_str) == Some(severity.name())
        });
        let mut samples: BTreeMap<String, f64> = BTreeMap::new();
        for input in present(inputs, self.record, step) {
            let service = input.labels.get("service").map_or("", String::as_str);
            if let Some(branch) = severity.and_then(|severity| self.branch(severity, service)) {
                let mut labels = grouped(stack, input);
                labels.extend(recording.labels.clone());
                samples.insert(series(names::THRESHOLD, &labels), branch.value);
            }
        }
        samples.into_iter().collect()
    }

    fn used(
        &self,
        stack: &Stack,
        recording: &RecordingRule,
        inputs: &Inputs,
        step: usize,
    ) -> Vec<(String, f64)> {
        let mut all = self.rules.iter().flat_map(|rule| branches(rule));
        let first = all.next().map(|branch| branch.matches.clone());
        let same = all.all(|branch| Some(&branch.matches) == first.as_ref());
        let matches = first.filter(|_| same).unwrap_or_default();
        let matchers = Matchers::of(&matches);
        let mut by_service: BTreeMap<Labels, Vec<f64>> = BTreeMap::new();
        for input in present(inputs, self.record, step) {
            let service = input.labels.get("service").map_or("", String::as_str);
            let has = Severity::ALL
                .into_iter()
                .any(|severity| self.branch(severity, service).is_some());
            if has
                && matchers.fit(&input.labels)
                && let Some(value) = input.course.at(step)
            {
                by_service
                    .entry(grouped(stack, input))
                    .or_default()
                    .push(value);
            }
        }
        let mut samples = Vec::new();
        for (mut labels, values) in by_service {
            let service = labels.get("service").cloned().unwrap_or_default();
            let limits: Vec<f64> = Severity::ALL
                .into_iter()
                .filter_map(|severity| Some(self.branch(severity, &service)?.value))
                .collect();
            labels.extend(recording.labels.clone());
            if let Some(share) = self.share(&values, &limits) {
                samples.push((series("", &labels), (share * 1e6 + 0.5).floor() / 1e6));
            }
        }
        samples
    }

    /// How much of its mildest limit the worst of `values` uses, 2 at most. A limit of zero is used twice or not at all.
    fn share(&self, values: &[f64], limits: &[f64]) -> Option<f64> {
        let greatest = values.iter().copied().reduce(f64::max)?;
        let least = values.iter().copied().reduce(f64::min)?;
        let twice = |so: bool| if so { 2.0 } else { 0.0 };
        match (self.unit, self.comparison) {
            (Unit::State, _) => Some(2.0 * greatest),
            (_, BadWhen::Above) => {
                let mildest = limits
                    .iter()
                    .copied()
                    .filter(|limit| *limit > 0.0)
                    .reduce(f64::min);
                Some(mildest.map_or(twice(greatest > 0.0), |limit| {
                    (greatest / limit).clamp(0.0, 2.0)
                }))
            }
            (_, BadWhen::Below) => {
                let mildest = limits.iter().copied().reduce(f64::max)?;
                Some((1.0 / (least.max(1e-9) / mildest)).clamp(0.0, 2.0))
            }
        }
    }
}

fn branches(rule: &AlertingRule) -> &[Branch] {
    match &rule.condition {
        Condition::Threshold { branches, .. } => branches,
        Condition::Expression(_) => &[],
    }
}

fn present<'i>(inputs: &'i Inputs, record: &str, step: usize) -> impl Iterator<Item = &'i Input> {
    inputs
        .of(record)
        .filter(move |input| input.course.at(step).is_some())
}

/// Labels that both records keep: those of the service.
fn grouped(stack: &Stack, input: &Input) -> Labels {
    let of_service = |label: &&String| *label == "service" || stack.identity_labels.contains(label);
    input
        .labels
        .iter()
        .filter(|(label, _)| of_service(label))
        .map(|(label, value)| (label.clone(), value.clone()))
        .collect()
}

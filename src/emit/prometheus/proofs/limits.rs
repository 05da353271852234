//! The recorded limits that panels draw, and how much of its limit each service uses: asked while all signals are in, at moments of their own.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use super::course::Course;
use super::group::{Expected, Tests, group};
use super::inputs::{Input, Inputs, Labels, series};
use super::labels::{identity, kept, per_instance};
use super::look::Look;
use super::simulate::Matchers;
use crate::catalog::{BadWhen, Severity, Unit};
use crate::model::{
    AlertingRule, Branch, Condition, Group, LabelMatch, RecordingRule, Stack, names,
};

/// Evaluations: well within the limit, nothing at all, and far beyond.
const MOMENTS: usize = 3;

/// The group of tests; `None` where no signal has a limit.
pub fn tests(look: &Look<'_>) -> Option<Value> {
    let stack = look.stack;
    let inputs = feed(stack);
    let expressions: Vec<Expected> = (0..MOMENTS)
        .flat_map(|step| expected(stack, &inputs, step))
        .collect();
    let interval = look.interval;
    let tests = Tests {
        step_of_expressions: interval,
        expressions,
        ..Tests::default()
    };
    (!tests.expressions.is_empty()).then(|| {
        group(
            "limits, and how much of them is used",
            interval,
            &inputs,
            tests,
        )
    })
}

/// For each value that a signal is compared with a service that uses half of its limit, in the worst of two instances; and
/// one that has the signal and no limit. All signals stand together, so that the limit of another one is seen.
fn feed(stack: &Stack) -> Inputs {
    let mut inputs = Inputs::default();
    for group in &stack.groups {
        for recording in &group.recordings {
            let Some(signal) =
                Signal::of(group, recording).filter(|_| recording.record == names::LIMIT)
            else {
                continue;
            };
            let Some(rule) = signal.rules.first() else {
                continue;
            };
            let having: HashSet<&String> = signal
                .rules
                .iter()
                .flat_map(|rule| rule.services.iter())
                .collect();
            let known = stack
                .kinds
                .iter()
                .flat_map(|kind| &kind.signals)
                .find(|known| known.record == signal.record);
            let mut shown: BTreeSet<&String> = signal
                .rules
                .iter()
                .flat_map(|rule| branches(rule))
                .filter_map(|branch| branch.names.first())
                .collect();
            shown.extend(
                known.and_then(|known| known.services.iter().find(|name| !having.contains(name))),
            );
            for service in shown {
                signal.used_by(stack, rule, service, &mut inputs);
            }
        }
    }
    inputs
}

/// What both records hold at an evaluation.
fn expected(stack: &Stack, inputs: &Inputs, step: usize) -> Vec<Expected> {
    let mut out = Vec::new();
    for group in &stack.groups {
        for recording in &group.recordings {
            let Some(signal) = Signal::of(group, recording) else {
                continue;
            };
            let threshold = recording.record == names::THRESHOLD;
            let (expr, samples) = if threshold {
                let expr = series(&recording.record, &recording.labels);
                (expr, signal.thresholds(stack, recording, inputs, step))
            } else {
                let expr = format!(
                    "round({}, 1e-6)",
                    series(&recording.record, &recording.labels)
                );
                (expr, signal.used(stack, recording, inputs, step))
            };
            // A limit does not move.
            if !threshold || step == 0 {
                out.push(Expected {
                    expr,
                    step,
                    samples,
                });
            }
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

    /// Half of the limit, nothing, far beyond; in a second instance better; and, where only some series count, bad in one
    /// that does not.
    fn used_by(&self, stack: &Stack, rule: &AlertingRule, service: &str, inputs: &mut Inputs) {
        let limits: Vec<f64> = Severity::ALL
            .into_iter()
            .filter_map(|severity| Some(self.branch(severity, service)?.value))
            .collect();
        let limit = self.mildest(&limits).unwrap_or(1.0);
        let (half, quarter, far) = match (self.unit, self.comparison) {
            (Unit::State, _) => (0.0, 0.0, 1.0),
            (_, BadWhen::Above) => (limit / 2.0, limit / 4.0, 10.0 * limit),
            (_, BadWhen::Below) => (limit * 2.0, limit * 4.0, limit / 16.0),
        };
        let matches = self.matches();
        let mut add = |instance: &str, matching: bool, course: Course| {
            let Some(further) = kept(stack, rule, &matches, matching) else {
                return;
            };
            let mut labels = identity(stack, service);
            if per_instance(rule) {
                labels.insert("instance".into(), format!("{service}-{instance}"));
            }
            labels.extend(further);
            inputs.add(self.record, labels, course);
        };
        add(
            "worse",
            true,
            Course::default().then(half, 1).then(0.0, 1).then(far, 1),
        );
        if per_instance(rule) {
            add(
                "better",
                true,
                Course::default()
                    .then(quarter, 1)
                    .then(0.0, 1)
                    .then(quarter, 1),
            );
        }
        if !matches.is_empty() {
            add("other", false, Course::default().then(far, MOMENTS));
        }
    }

    /// Which series count: where the rules differ, all.
    fn matches(&self) -> Vec<LabelMatch> {
        let mut all = self.rules.iter().flat_map(|rule| branches(rule));
        let first = all.next().map(|branch| branch.matches.clone());
        let same = all.all(|branch| Some(&branch.matches) == first.as_ref());
        first.filter(|_| same).unwrap_or_default()
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
        let matches = self.matches();
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
                Some(self.mildest(limits).map_or(twice(greatest > 0.0), |limit| {
                    (greatest / limit).clamp(0.0, 2.0)
                }))
            }
            (_, BadWhen::Below) => {
                let mildest = self.mildest(limits)?;
                Some((1.0 / (least.max(1e-9) / mildest)).clamp(0.0, 2.0))
            }
        }
    }

    /// The limit that is reached first, zero left out.
    fn mildest(&self, limits: &[f64]) -> Option<f64> {
        let limits = limits.iter().copied();
        match self.comparison {
            BadWhen::Above => limits.filter(|limit| *limit > 0.0).reduce(f64::min),
            BadWhen::Below => limits.reduce(f64::max),
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

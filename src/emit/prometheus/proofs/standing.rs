//! What the alerts that every stack has mean: is a service up, seen, whole, steady; are its raw metrics there?

use std::collections::{BTreeMap, BTreeSet};

use super::inputs::{Input, Inputs, Labels};
use super::look::Look;
use super::objectives;
use super::simulate::Held;
use crate::config::value::Duration;
use crate::model::{AlertingRule, Meaning, Stack, names};

/// How far back `ServiceFlapping` counts.
const QUARTER: Duration = Duration::seconds(900);

/// More changes than this are flapping.
const STEADY: usize = 3;

/// What the condition of a rule gives on these series.
pub fn held(look: &Look<'_>, rule: &AlertingRule, inputs: &Inputs, count: usize) -> Held {
    let Some(meaning) = &rule.meaning else {
        return Held::new();
    };
    let up = Up {
        stack: look.stack,
        rule,
        inputs,
        count,
    };
    match meaning {
        Meaning::Down => {
            up.services(|series, step| (greatest(series, step)? == 0.0).then_some(0.0))
        }
        Meaning::Flapping => {
            let window = count_in(QUARTER, look.interval);
            up.services(|series, step| {
                let most = series
                    .iter()
                    .filter_map(|input| changes(input, step, window))
                    .max()?;
                let down = greatest(series, step) == Some(0.0);
                (most > STEADY && !down).then_some(most as f64)
            })
        }
        Meaning::InstanceDown => up.instances(),
        Meaning::Unseen => up.unseen(),
        Meaning::Missing { jobs, blind } => blind
            .iter()
            .flat_map(|blind| up.missing(jobs, blind))
            .collect(),
        Meaning::Burn(paces) => objectives::burning(paces, inputs, count),
        Meaning::NoObjective(lengths) => objectives::without_data(lengths, inputs, count),
        Meaning::Watchdog => vec![(Labels::new(), vec![Some(1.0); count])],
        Meaning::FactsMissing => {
            let none = |step| {
                let mut facts = inputs.of(names::SERVICE);
                facts
                    .all(|input| input.course.at(step).is_none())
                    .then_some(1.0)
            };
            vec![(Labels::new(), (0..count).map(none).collect())]
        }
    }
}

/// Samples in a window that is open on the left.
pub fn count_in(window: Duration, interval: Duration) -> usize {
    super::simulate::steps(window, interval)
}

struct Up<'a> {
    stack: &'a Stack,
    rule: &'a AlertingRule,
    inputs: &'a Inputs,
    count: usize,
}

impl<'a> Up<'a> {
    /// One result a service, from all its instances.
    fn services(&self, value: impl Fn(&[&Input], usize) -> Option<f64>) -> Held {
        self.by_service(names::UP)
            .into_iter()
            .map(|(labels, series)| {
                let values = (0..self.count).map(|step| value(&series, step)).collect();
                (labels, values)
            })
            .collect()
    }

    fn instances(&self) -> Held {
        let mut held = Held::new();
        for series in self.by_service(names::UP).into_values() {
            for input in &series {
                let values = (0..self.count)
                    .map(|step| {
                        let alive = series
                            .iter()
                            .any(|input| input.course.at(step) == Some(1.0));
                        (alive && input.course.at(step) == Some(0.0)).then_some(0.0)
                    })
                    .collect();
                held.push((input.labels.clone(), values));
            }
        }
        held
    }

    fn unseen(&self) -> Held {
        let seen = self.by_service(names::UP);
        self.by_service(names::SERVICE)
            .into_iter()
            .map(|(labels, facts)| {
                let values = (0..self.count)
                    .map(|step| {
                        let known = seen
                            .get(&labels)
                            .is_some_and(|series| greatest(series, step).is_some());
                        greatest(&facts, step).filter(|_| !known)
                    })
                    .collect();
                (labels, values)
            })
            .collect()
    }

    fn missing(&self, jobs: &[String], blind: &crate::model::Blind) -> Held {
        let mut held = Held::new();
        for (mut labels, series) in self.by_service(names::UP) {
            let service = labels.get("service").cloned().unwrap_or_default();
            if !blind.services.contains(&service) {
                continue;
            }
            let raw: Vec<&Input> = blind
                .metrics
                .iter()
                .flat_map(|metric| self.inputs.of(metric))
                .filter(|input| {
                    let is = |label, values: &[String]| {
                        input
                            .labels
                            .get(label)
                            .is_some_and(|value| values.contains(value))
                    };
                    is("service", std::slice::from_ref(&service)) && is("job", jobs)
                })
                .collect();
            let values = (0..self.count)
                .map(|step| {
                    let there = raw.iter().any(|input| input.course.at(step).is_some());
                    greatest(&series, step).filter(|up| *up == 1.0 && !there)
                })
                .collect();
            labels.insert("missing".into(), blind.signals.clone());
            held.push((labels, values));
        }
        held
    }

    /// Series of the rule's services, by the labels that a service has.
    fn by_service(&self, metric: &str) -> BTreeMap<Labels, Vec<&'a Input>> {
        let of_rule: BTreeSet<&String> = self.rule.services.iter().collect();
        let mut out: BTreeMap<Labels, Vec<&Input>> = BTreeMap::new();
        for input in self.inputs.of(metric) {
            if input
                .labels
                .get("service")
                .is_some_and(|service| of_rule.contains(service))
            {
                let mut labels = input.labels.clone();
                labels.retain(|label, _| {
                    label == "service" || self.stack.identity_labels.contains(label)
                });
                out.entry(labels).or_default().push(input);
            }
        }
        out
    }
}

fn greatest(series: &[&Input], step: usize) -> Option<f64> {
    series
        .iter()
        .filter_map(|input| input.course.at(step))
        .reduce(f64::max)
}

/// `changes()` over the last `window` evaluations: samples that are there, gone ones left out.
fn changes(input: &Input, step: usize, window: usize) -> Option<usize> {
    let samples: Vec<f64> = ((step + 1).saturating_sub(window)..=step)
        .filter_map(|step| input.course.at(step))
        .collect();
    (!samples.is_empty()).then(|| {
        samples
            .windows(2)
            .filter(|pair| pair[0].to_bits() != pair[1].to_bits())
            .count()
    })
}

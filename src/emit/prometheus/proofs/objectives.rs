//! Objectives: their alerts are proved on recorded paces. Alerts name no service, so one stands for all.

use std::collections::BTreeSet;

use super::course::Course;
use super::inputs::{Inputs, Labels};
use super::labels::identity;
use super::look::Look;
use super::simulate::Held;
use crate::config::value::Duration;
use crate::model::{AlertingRule, Meaning, Pace, Stack, names};

/// Beyond a pace by so much.
const BEYOND: f64 = 1e-6;

/// Bad events per second: a power of two, so that a product with whole seconds is exact.
const EVENTS: f64 = 1.0 / 512.0;

/// Paces at, beyond and on one side of each limit; with the bad events that are asked for, and one too few.
pub fn feed_paces(look: &Look<'_>) -> Inputs {
    let mut fed = Fed {
        look,
        stack: look.stack,
        inputs: Inputs::default(),
    };
    for rule in look.rules() {
        if let Some(Meaning::Burn(paces)) = &rule.meaning {
            for pace in paces {
                fed.pace(rule, pace);
            }
        }
    }
    fed.inputs
}

/// Objectives of each length with and without data, of a service that is up, and of one that is not.
pub fn feed_absent(look: &Look<'_>) -> Inputs {
    let mut fed = Fed {
        look,
        stack: look.stack,
        inputs: Inputs::default(),
    };
    for rule in look.rules() {
        if let Some(Meaning::NoObjective(lengths)) = &rule.meaning {
            fed.absent(rule, lengths);
        }
    }
    fed.inputs
}

struct Fed<'a> {
    look: &'a Look<'a>,
    stack: &'a Stack,
    inputs: Inputs,
}

impl Fed<'_> {
    fn pace(&mut self, rule: &AlertingRule, pace: &Pace) {
        let wait = self.look.steps(rule.wait);
        let (at, beyond) = (pace.factor, pace.factor + BEYOND);
        let is = |value: f64| Course::default().then(value, wait + 2).gone(1);
        let for_steps = |steps: usize| Course::default().then(beyond, steps).then(at, 2).gone(1);
        let enough = EVENTS * pace.long.as_seconds();
        let mut case = |name: &str, long: Course, short: Course, least: f64| {
            let labels = self.labels(rule, &format!("{name}-{}", pace.long));
            self.objective(labels, pace, Some(long), Some(short), least);
        };
        case("fires", for_steps(wait + 1), is(beyond), enough);
        case("too-brief", for_steps(wait), is(beyond), enough);
        case("long-at", is(at), is(beyond), enough);
        case("short-at", is(beyond), is(at), enough);
        if pace.guarded {
            case("too-few", is(beyond), is(beyond), enough + BEYOND);
        }
        // The two windows of one objective, not of two services' or two names'.
        let one = self.labels(rule, &format!("split-{}", pace.long));
        let mut elsewhere = one.clone();
        elsewhere.insert("service".into(), super::missing::ELSEWHERE.into());
        let other = self.labels(rule, &format!("other-{}", pace.long));
        self.objective(one, pace, Some(is(beyond)), None, enough);
        self.objective(elsewhere, pace, None, Some(is(beyond)), enough);
        self.objective(other, pace, None, Some(is(beyond)), enough);
    }

    fn objective(
        &mut self,
        labels: Labels,
        pace: &Pace,
        long: Option<Course>,
        short: Option<Course>,
        least: f64,
    ) {
        let length = long
            .iter()
            .chain(&short)
            .map(Course::len)
            .max()
            .unwrap_or_default();
        let always = |value: f64| Course::default().then(value, length);
        let fact = |window: Option<Duration>| {
            let mut labels = labels.clone();
            labels.insert("window".into(), window.unwrap_or(pace.long).to_string());
            labels
        };
        if let Some(window) = pace.only {
            self.inputs.add(names::SLO, fact(Some(window)), always(0.5));
        }
        if pace.guarded {
            self.inputs
                .add(names::SLO_MIN_EVENTS, fact(pace.only), always(least));
            self.inputs.add(
                &names::slo("errors", pace.long),
                labels.clone(),
                always(EVENTS),
            );
        }
        for (window, course) in [(pace.long, long), (pace.short, short)] {
            if let Some(course) = course {
                self.inputs
                    .add(&names::slo("burn", window), labels.clone(), course);
            }
        }
    }

    fn absent(&mut self, rule: &AlertingRule, lengths: &[(Duration, Duration)]) {
        let wait = self.look.steps(rule.wait);
        let all = wait + 3;
        let Some(service) = rule.services.first() else {
            return;
        };
        for (up, value) in [(service.as_str(), 1.0), (super::missing::ELSEWHERE, 0.0)] {
            let mut labels = identity(self.stack, service);
            labels.insert("service".into(), up.into());
            labels.insert("instance".into(), format!("{up}-1"));
            self.inputs
                .add(names::UP, labels, Course::default().then(value, all));
        }
        for (window, base) in lengths {
            let mut objective = |service: Option<&str>, name: &str, data: Option<Course>| {
                let mut labels = self.labels(rule, &format!("{name}-{window}"));
                if let Some(service) = service {
                    labels.insert("service".into(), service.into());
                }
                if let Some(data) = data {
                    self.inputs
                        .add(&names::slo("errors", *base), labels.clone(), data);
                }
                labels.insert("window".into(), window.to_string());
                self.inputs
                    .add(names::SLO, labels, Course::default().then(0.5, all));
            };
            let later = |steps: usize| Some(Course::default().gone(steps).then(0.0, all - steps));
            objective(None, "fires", later(wait + 1));
            objective(None, "too-brief", later(wait));
            objective(None, "there", later(0));
            objective(Some(super::missing::ELSEWHERE), "down", None);
        }
    }

    fn labels(&self, rule: &AlertingRule, slo: &str) -> Labels {
        let mut labels = identity(self.stack, rule.services.first().map_or("", String::as_str));
        labels.insert("slo".into(), slo.to_owned());
        labels
    }
}

/// Each objective, and the pace at which it goes, where somebody is told of it.
pub fn burning(paces: &[Pace], inputs: &Inputs, count: usize) -> Held {
    let mut objectives: BTreeSet<&Labels> = BTreeSet::new();
    for pace in paces {
        objectives.extend(
            inputs
                .of(&names::slo("burn", pace.long))
                .map(|input| &input.labels),
        );
    }
    objectives
        .into_iter()
        .map(|labels| {
            let values = (0..count)
                .map(|step| {
                    let of = |record: &str| {
                        let mut series = inputs
                            .of(record)
                            .filter(|input| is_of(&input.labels, labels));
                        series.next()?.course.at(step)
                    };
                    paces.iter().find_map(|pace| {
                        let long = of(&names::slo("burn", pace.long))
                            .filter(|value| *value > pace.factor)?;
                        of(&names::slo("burn", pace.short)).filter(|value| *value > pace.factor)?;
                        if pace.guarded {
                            let events =
                                of(&names::slo("errors", pace.long))? * pace.long.as_seconds();
                            (events >= of(names::SLO_MIN_EVENTS)?).then_some(())?;
                        }
                        if let Some(window) = pace.only {
                            let mut lengths = inputs
                                .of(names::SLO)
                                .filter(|input| is_of(&input.labels, labels));
                            lengths.find(|input| {
                                input.labels.get("window") == Some(&window.to_string())
                            })?;
                        }
                        Some(long)
                    })
                })
                .collect();
            (labels.clone(), values)
        })
        .collect()
}

/// Objectives without data, of services that are up.
pub fn without_data(lengths: &[(Duration, Duration)], inputs: &Inputs, count: usize) -> Held {
    let mut held = Held::new();
    for (window, base) in lengths {
        let of_length = inputs
            .of(names::SLO)
            .filter(|input| input.labels.get("window") == Some(&window.to_string()));
        for objective in of_length {
            let record = names::slo("errors", *base);
            let values = (0..count)
                .map(|step| {
                    let mut data = inputs
                        .of(&record)
                        .filter(|input| is_of(&input.labels, &objective.labels));
                    let there = data.any(|input| input.course.at(step).is_some());
                    let up = inputs.of(names::UP).any(|input| {
                        input.labels.get("service") == objective.labels.get("service")
                            && input.course.at(step) == Some(1.0)
                    });
                    objective.course.at(step).filter(|_| up && !there)
                })
                .collect();
            held.push((objective.labels.clone(), values));
        }
    }
    held
}

/// Whether both are of one objective of one service.
fn is_of(one: &Labels, other: &Labels) -> bool {
    ["service", "slo"]
        .iter()
        .all(|label| one.get(*label) == other.get(*label))
}

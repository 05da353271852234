//! What is fed to `SignalMissing`: services that are up without the metrics that their signals read. Raw series are recorded,
//! so they stand apart from the tests that give recorded series.

use std::collections::{BTreeSet, HashSet};

use super::course::Course;
use super::group::Expected;
use super::inputs::{Inputs, Labels, series};
use super::labels::{identity, own_labels};
use super::look::Look;
use crate::model::{AlertingRule, Blind, Meaning, Stack, names};

/// A job that no rule reads: what it says of the same metric must change nothing.
pub const ELSEWHERE: &str = "elsewhere";

/// The series, and which of the alerts are on their way (pending or firing) while one metric at a time is there.
pub fn feed(look: &Look<'_>) -> (Inputs, Vec<Expected>) {
    let mut fed = Fed {
        look,
        stack: look.stack,
        inputs: Inputs::default(),
        expected: Vec::new(),
    };
    for rule in look.rules() {
        if let Some(Meaning::Missing { jobs, blind }) = &rule.meaning {
            fed.rule(rule, jobs.first().map_or("", String::as_str), blind);
        }
    }
    (fed.inputs, fed.expected)
}

struct Fed<'a> {
    look: &'a Look<'a>,
    stack: &'a Stack,
    inputs: Inputs,
    expected: Vec<Expected>,
}

impl Fed<'_> {
    fn rule(&mut self, rule: &AlertingRule, job: &str, blind: &[Blind]) {
        // A service that has the signals, and one that has not: each says something only if it shows what no other did.
        let mut covered: BTreeSet<(&str, bool)> = BTreeSet::new();
        for set in blind {
            let names: HashSet<&String> = set.services.iter().collect();
            for having in [true, false] {
                let service = rule
                    .services
                    .iter()
                    .find(|name| names.contains(name) == having);
                let known = covered.contains(&(set.signals.as_str(), having));
                let Some(service) = service.filter(|_| !known) else {
                    continue;
                };
                let (sets, others): (Vec<&Blind>, Vec<&Blind>) =
                    blind.iter().partition(|set| set.services.contains(service));
                covered.extend(sets.iter().map(|set| (set.signals.as_str(), true)));
                covered.extend(others.iter().map(|set| (set.signals.as_str(), false)));
                self.service(rule, job, service, &sets);
            }
        }
        let told: BTreeSet<&String> = rule.services.iter().collect();
        let mut having = blind.iter().flat_map(|set| set.services.iter());
        let silent = having.find(|name| !told.contains(name));
        if let Some(silent) = silent {
            let wait = self.look.steps(rule.wait);
            self.up(silent, "1", Course::default().then(1.0, wait + 10).gone(1));
        }
    }

    /// Dead at first; then up, with one metric at a time; then with none for long enough; then with all.
    fn service(&mut self, rule: &AlertingRule, job: &str, service: &str, sets: &[&Blind]) {
        let wait = self.look.steps(rule.wait);
        let keep = rule.keep_firing_for;
        let keep = keep.map_or(0, |keep| self.look.steps(keep));
        let metrics: BTreeSet<&String> = sets.iter().flat_map(|set| &set.metrics).collect();
        let fires = 1 + metrics.len() + wait;
        let course = Course::default()
            .then(0.0, 1)
            .then(1.0, fires + keep + 1)
            .gone(1);
        self.up(service, "1", course.clone());
        self.beside(rule, service, course);
        self.on_their_way(rule, service, &[], 0);
        for (index, metric) in metrics.iter().enumerate() {
            let here = Course::default()
                .gone(1 + index)
                .then(1.0, 1)
                .gone(1)
                .until(fires + 1)
                .then(1.0, keep + 1)
                .gone(1);
            self.raw(metric, service, job, here);
            let elsewhere = Course::default().then(1.0, fires + 1).gone(1);
            self.raw(metric, service, ELSEWHERE, elsewhere);
            let blind: Vec<&str> = sets
                .iter()
                .filter(|set| !set.metrics.contains(metric))
                .map(|set| set.signals.as_str())
                .collect();
            self.on_their_way(rule, service, &blind, 1 + index);
        }
    }

    fn on_their_way(&mut self, rule: &AlertingRule, service: &str, blind: &[&str], step: usize) {
        let mut labels = own_labels(rule);
        labels.insert("service".into(), service.to_owned());
        let mut samples: Vec<(String, f64)> = blind
            .iter()
            .map(|signals| Labels::from([("missing".to_owned(), (*signals).to_owned())]))
            .map(|labels| (series("", &labels), 1.0))
            .collect();
        samples.sort_by(|a, b| a.0.cmp(&b.0));
        self.expected.push(Expected {
            expr: format!("count by (missing) ({})", series("ALERTS", &labels)),
            step,
            samples,
        });
    }

    /// A service of another kind that is up meanwhile, of whose metrics this rule knows nothing.
    fn beside(&mut self, rule: &AlertingRule, service: &str, course: Course) {
        let kind = self
            .stack
            .service(service)
            .map(|service| &service.kind_label);
        let other =
            self.stack.services.iter().rev().find(|other| {
                Some(&other.kind_label) != kind && !rule.services.contains(&other.name)
            });
        if let Some(other) = other.map(|other| other.name.clone()) {
            self.up(&other, &format!("beside-{service}"), course);
        }
    }

    fn up(&mut self, service: &str, instance: &str, course: Course) {
        let mut labels = identity(self.stack, service);
        labels.insert("instance".into(), format!("{service}-{instance}"));
        self.inputs.add(names::UP, labels, course);
    }

    fn raw(&mut self, metric: &str, service: &str, job: &str, course: Course) {
        let mut labels = identity(self.stack, service);
        labels.insert("job".into(), job.to_owned());
        labels.insert("instance".into(), format!("{service}-1"));
        self.inputs.extend(metric, labels, &course);
    }
}

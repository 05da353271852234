//! How soon a person knows at the latest.

use std::collections::BTreeMap;

use crate::config::value::Duration;
use crate::model::{AlertingRule, Stack};

use super::Delivery;

/// The parts of the time from the fault to the message, at the latest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Soon {
    /// Until the fault is scraped: interval and timeout.
    pub scrape: Duration,
    /// Until the window of the record is full of it.
    pub window: Duration,
    /// One evaluation for each group on the way.
    pub evaluation: Duration,
    /// `for`, in whole evaluations.
    pub wait: Duration,
    /// The longer of group wait and group interval: an alert that joins a group which was told waits for the second.
    pub group: Duration,
}

impl Soon {
    /// The sum.
    pub fn total(self) -> Duration {
        Duration {
            milliseconds: self
                .parts()
                .iter()
                .map(|(_, part)| part.milliseconds)
                .fold(0, u64::saturating_add),
        }
    }

    /// Each part with its name, in the order of time.
    pub fn parts(self) -> [(&'static str, Duration); 5] {
        [
            ("scrape", self.scrape),
            ("window", self.window),
            ("evaluation", self.evaluation),
            ("for", self.wait),
            ("group", self.group),
        ]
    }

    /// Up to the moment in which Alertmanager has it.
    pub fn fired(self) -> Duration {
        Duration {
            milliseconds: self
                .total()
                .milliseconds
                .saturating_sub(self.group.milliseconds),
        }
    }
}

/// Interval and timeout of the jobs of each service, and of each kind.
#[derive(Debug, Default)]
pub struct Scrapes<'s> {
    services: BTreeMap<&'s str, BTreeMap<&'s str, u64>>,
    kinds: BTreeMap<&'s str, u64>,
}

impl<'s> Scrapes<'s> {
    /// Of every job.
    pub fn new(stack: &'s Stack) -> Scrapes<'s> {
        let mut scrapes = Scrapes::default();
        for job in &stack.jobs {
            let time = job
                .interval
                .milliseconds
                .saturating_add(job.timeout.milliseconds);
            let slowest = |known: &mut u64| *known = (*known).max(time);
            slowest(scrapes.kinds.entry(&job.kind).or_default());
            for target in &job.targets {
                let kinds = scrapes.services.entry(&target.service).or_default();
                slowest(kinds.entry(&job.kind).or_default());
            }
        }
        scrapes
    }

    /// What makes one service slower than another.
    pub fn of_service(&self, service: &str) -> Option<&BTreeMap<&'s str, u64>> {
        self.services.get(service)
    }

    /// The slowest job that a rule waits for: of the service if it has one, else of the kind. Rules that every service has
    /// wait for all jobs of the service.
    fn slowest(&self, rule: &AlertingRule, service: Option<&str>) -> Option<u64> {
        let jobs = service.and_then(|service| self.services.get(service));
        if rule.kind.is_empty() {
            return jobs.and_then(|jobs| jobs.values().max()).copied();
        }
        let own = jobs.and_then(|jobs| jobs.get(rule.kind.as_str()));
        own.or_else(|| self.kinds.get(rule.kind.as_str())).copied()
    }
}

/// Scrape and timeout, the window, one evaluation for each group on the way, `for` in whole evaluations, and the longer of
/// the two waits of the slowest way. Measured on a real Alertmanager: an alert that joins a group which has notified already
/// waits for the group interval, not for the group wait.
pub fn soon(
    stack: &Stack,
    scrapes: &Scrapes<'_>,
    rule: &AlertingRule,
    service: Option<&str>,
    deliveries: &[Delivery],
) -> Soon {
    let usual = stack.scrape_interval.milliseconds + stack.scrape_timeout.milliseconds;
    let evaluation = stack.evaluation_interval.milliseconds.max(1);
    let milliseconds = |milliseconds: u64| Duration { milliseconds };
    Soon {
        scrape: milliseconds(scrapes.slowest(rule, service).unwrap_or(usual)),
        window: rule.window,
        evaluation: milliseconds((1 + u64::from(rule.foreign_groups)) * evaluation),
        wait: milliseconds(
            rule.wait
                .milliseconds
                .div_ceil(evaluation)
                .saturating_mul(evaluation),
        ),
        group: deliveries
            .iter()
            .map(|delivery| delivery.group_wait.max(delivery.group_interval))
            .max()
            .unwrap_or_default(),
    }
}

//! Recording and alerting rules, neutral: emitters print them, proofs test them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Deferred, Example};
use crate::catalog::{BadWhen, Severity, Unit};
use crate::config::value::Duration;
use crate::diagnostic::Path;

/// A rule group: one per kind, plus `service` (is it up?) and `own` (alerts of the file).
#[derive(Debug, Clone, Default)]
pub struct Group {
    pub name: String,
    /// Where it is not the evaluation interval.
    pub interval: Option<Duration>,
    pub recordings: Vec<RecordingRule>,
    pub alerts: Vec<AlertingRule>,
}

/// A recording rule; `expr` is final.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingRule {
    pub record: String,
    pub labels: BTreeMap<String, String>,
    pub expr: Deferred<String>,
    /// Its unit tests on raw series; records made from other records have none.
    pub examples: Deferred<Vec<Example>>,
}

/// What an alerting rule compares.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A recorded signal against values that differ by service.
    Threshold {
        record: String,
        unit: Unit,
        comparison: BadWhen,
        /// First the complement (or `Only` where not all others have it), then the others by value.
        branches: Vec<Branch>,
    },
    /// Final PromQL.
    Expression(Deferred<String>),
}

impl Condition {
    /// When a branch is met, as people say it: `> 80%`, `it is so`.
    pub fn limit(&self, branch: &Branch) -> String {
        match self {
            Condition::Threshold {
                unit: Unit::State, ..
            } => "it is so".to_owned(),
            Condition::Threshold {
                comparison: BadWhen::Below,
                ..
            } => format!("< {}", branch.shown),
            _ => format!("> {}", branch.shown),
        }
    }

    /// The same with its guard: `> 2%, only while requests > 20/m`.
    pub fn shown(&self, branch: &Branch) -> String {
        let limit = self.limit(branch);
        match &branch.when {
            Some(guard) => format!("{limit}, only while {}", guard.shown()),
            None => limit,
        }
    }
}

impl Default for Condition {
    fn default() -> Self {
        Condition::Expression(String::new().into())
    }
}

/// What an alert that every stack has says of its services; proofs work from this, never from the expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// All instances were seen dead.
    Down,
    /// On the list of services, and nothing is known of it.
    Unseen,
    /// One instance was seen dead, another alive.
    InstanceDown,
    /// Went down and came back twice within a quarter of an hour, and is not down now.
    Flapping,
    /// Up, but raw metrics are not there.
    Missing {
        jobs: Vec<String>,
        blind: Deferred<Vec<Blind>>,
    },
    /// Always fires.
    Watchdog,
    /// There is no list of services.
    FactsMissing,
    /// An error budget goes at one of these paces, in both windows.
    Burn(Vec<Pace>),
    /// The service is up, but an objective has no data: base window of each length of objectives.
    NoObjective(Vec<(Duration, Duration)>),
}

/// A pace of an error budget that somebody is told of.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// How many times faster than allowed.
    pub factor: f64,
    pub long: Duration,
    pub short: Duration,
    /// Only with at least `min_events` of the objective in the long window.
    pub guarded: bool,
    /// Only for objectives of this length, where others share both windows.
    pub only: Option<Duration>,
}

/// Signals that can say nothing when none of these metrics is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blind {
    pub metrics: Vec<String>,
    /// Services that have the signals.
    pub services: Arc<[String]>,
    /// Value of the label `missing`.
    pub signals: String,
}

/// A comparison operator.
pub type Comparison = BadWhen;

/// Services to which a branch applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All but these (the branch that most services have); empty: all.
    AllBut(Vec<String>),
    Only(Vec<String>),
}

/// Operators of label matchers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Matches,
    MatchesNot,
}

/// A label matcher; for `Matches` and `MatchesNot` the value is an anchored regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelMatch {
    pub label: String,
    pub operator: Operator,
    pub value: String,
}

/// For people: `team=~"a|b"`.
impl fmt::Display for LabelMatch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = match self.operator {
            Operator::Equal => "=",
            Operator::NotEqual => "!=",
            Operator::Matches => "=~",
            Operator::MatchesNot => "!~",
        };
        write!(out, "{}{operator}{:?}", self.label, self.value)
    }
}

/// Only while another signal of the service is above a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    pub signal: String,
    pub record: String,
    /// In base units.
    pub value: f64,
    /// As people write it: `20/m`.
    pub shown: String,
}

/// One value of a rule, and the services that have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    pub services: Selection,
    /// Names of the services that have this value, whatever the selection's form.
    pub names: Arc<[String]>,
    /// In base units.
    pub value: f64,
    /// As people write it: `80%`.
    pub shown: String,
    pub matches: Vec<LabelMatch>,
    pub when: Option<Guard>,
}

impl Guard {
    /// `requests > 20/m`.
    pub fn shown(&self) -> String {
        format!("{} > {}", self.signal, self.shown)
    }
}

/// Texts of an alert that the file gives in place of the catalog's, for some services.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    pub services: Vec<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub runbook: Option<String>,
    pub annotations: BTreeMap<String, String>,
}

/// An alerting rule: known to Prometheus by its group, name and static labels.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AlertingRule {
    pub alert: String,
    /// Label `signal`.
    pub signal: String,
    /// Missing: the Watchdog, severity `none`.
    pub severity: Option<Severity>,
    /// Label `hold`, where `for` or `keep_firing_for` are not the catalog's: `2m`, `2m+10m`.
    pub hold: Option<String>,
    pub wait: Duration,
    pub keep_firing_for: Option<Duration>,
    pub condition: Condition,
    /// What a condition of ours that is not a threshold means.
    pub meaning: Option<Meaning>,
    /// Further static labels (`[alerts.X] labels`, `service` where static).
    pub labels: BTreeMap<String, String>,
    /// Labels that its series carry (beyond the static ones): `service`, `instance`, identity, kept ones.
    pub series_labels: Vec<String>,
    /// Whether its series may carry any further label: an expression of the file that does not say which.
    pub any_label: bool,
    /// Services that can raise it, by name.
    pub services: Arc<[String]>,
    /// Kind page that its dashboard link opens.
    pub kind: String,
    pub unit: Option<Unit>,
    pub title: String,
    /// First line of the message when the file says nothing: a text with `{service}`-free Go template parts already final.
    pub summary: String,
    /// What it means, and what to do first.
    pub means: String,
    pub first: String,
    pub runbook: Option<String>,
    pub annotations: BTreeMap<String, String>,
    pub texts: Vec<Texts>,
    /// How many groups lie between the raw series and this rule beyond its own (each costs up to one interval).
    pub foreign_groups: u32,
    /// Window of the record (the rate's), for the promise of "how soon".
    pub window: Duration,
    /// Where the file sets it; empty when the catalog does.
    pub path: Path,
}

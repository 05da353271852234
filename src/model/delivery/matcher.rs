//! Matchers on labels of which some are known only to the series.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use crate::model::{LabelMatch, Operator};
use crate::promql;

/// The labels of an alert as far as the file tells them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    pub known: BTreeMap<String, String>,
    /// Labels whose values only the series know.
    pub open: BTreeSet<String>,
    /// Whether any other label may be there as well.
    pub any: bool,
}

impl Labels {
    /// The value of a label, empty where the alert has none; `None`: any value.
    pub fn value(&self, label: &str) -> Option<&str> {
        match self.known.get(label) {
            Some(value) => Some(value),
            None if self.any || self.open.contains(label) => None,
            None => Some(""),
        }
    }
}

/// Whether something holds: for no value of the open labels, for some, or for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chance {
    Never,
    Perhaps,
    Surely,
}

/// A matcher, its expression compiled; one that does not read holds for nothing (it is a finding elsewhere).
#[derive(Debug, Clone)]
pub struct Matcher {
    pub label: String,
    operator: Operator,
    value: String,
    expression: Option<Regex>,
}

impl Matcher {
    /// Compiled.
    pub fn new(written: &LabelMatch) -> Self {
        let expression = match written.operator {
            Operator::Matches | Operator::MatchesNot => promql::anchored(&written.value),
            Operator::Equal | Operator::NotEqual => None,
        };
        Matcher {
            label: written.label.clone(),
            operator: written.operator,
            value: written.value.clone(),
            expression,
        }
    }

    /// All of them, compiled.
    pub fn all(written: &[LabelMatch]) -> Vec<Matcher> {
        written.iter().map(Matcher::new).collect()
    }

    /// Whether it holds for a label of this value; a missing label is an empty one.
    pub fn holds(&self, value: &str) -> bool {
        let found = self
            .expression
            .as_ref()
            .map(|expression| expression.is_match(value));
        match self.operator {
            Operator::Equal => self.value == value,
            Operator::NotEqual => self.value != value,
            Operator::Matches => found.unwrap_or(false),
            Operator::MatchesNot => !found.unwrap_or(true),
        }
    }
}

/// Whether all of them hold for these labels. A label that only the series know may have any value.
pub fn all_hold(matchers: &[Matcher], labels: &Labels) -> Chance {
    let mut chance = Chance::Surely;
    for matcher in matchers {
        match labels.value(&matcher.label) {
            Some(value) if matcher.holds(value) => {}
            Some(_) => return Chance::Never,
            None => chance = Chance::Perhaps,
        }
    }
    chance
}

//! What is asked: labels, and a moment.

use std::collections::BTreeMap;

use crate::diagnostic::nearest;
use crate::error::Error;
use crate::model::Stack;
use crate::model::delivery::{Delivery, Labels, Moment, vocabulary};

/// More labels or values than these are not listed.
const FEW: usize = 16;

/// Labels and a moment, as the command line gives them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Question {
    pub labels: BTreeMap<String, String>,
    pub at: Option<(String, Moment)>,
}

/// A label or a value that no alert of the file has.
#[derive(Debug, PartialEq, Eq)]
pub struct Unknown {
    pub label: String,
    /// Missing: the label itself is unknown.
    pub value: Option<String>,
    pub near: Option<String>,
    /// All that there are, where they are few.
    pub known: Vec<String>,
}

impl Unknown {
    /// For people.
    pub fn words(&self) -> String {
        let what = match &self.value {
            None => format!("no alert has a label `{}`", self.label),
            Some(value) => format!("no alert has {}={value}", self.label),
        };
        match &self.near {
            Some(near) => format!("{what}: did you mean `{near}`?"),
            None if self.known.is_empty() => what,
            None => format!("{what}: there are {}", self.known.join(", ")),
        }
    }
}

impl Question {
    /// Reads `LABEL=VALUE` words and a moment.
    pub fn read(words: &[String], at: Option<&str>) -> Result<Question, Error> {
        let mut labels = BTreeMap::new();
        for word in words {
            let Some((label, value)) = word.split_once('=') else {
                return Err(Error::Unknown(not_a_label(word)));
            };
            if labels.insert(label.to_owned(), value.to_owned()).is_some() {
                return Err(Error::Unknown(format!("`{label}` is given twice")));
            }
        }
        let at = match at {
            None => None,
            Some(text) => Some((
                text.to_owned(),
                Moment::read(text).ok_or_else(|| {
                    Error::Unknown(format!(
                        "`{text}` is no moment: write \"sunday 03:00\" or \"2027-01-31 03:00\""
                    ))
                })?,
            )),
        };
        Ok(Question { labels, at })
    }

    /// Labels and values that no alert of the stack has.
    pub fn unknown(&self, stack: &Stack) -> Vec<Unknown> {
        let known = vocabulary(stack);
        let rules = stack.groups.iter().flat_map(|group| &group.alerts);
        let any = rules.clone().any(|rule| rule.any_label);
        let mut out = Vec::new();
        for (label, value) in &self.labels {
            match known.get(label) {
                None => {
                    let near = nearest(label, known.keys().map(String::as_str));
                    if near.is_some() || !any {
                        out.push(Unknown {
                            label: label.clone(),
                            value: None,
                            near: near.map(str::to_owned),
                            known: few(known.keys()),
                        });
                    }
                }
                Some(Some(values)) if !values.contains(value) => out.push(Unknown {
                    label: label.clone(),
                    value: Some(value.clone()),
                    near: nearest(value, values.iter().map(String::as_str)).map(str::to_owned),
                    known: few(values.iter()),
                }),
                Some(_) => {}
            }
        }
        out
    }

    /// Whether an alert with these labels may be one of those asked for.
    pub fn asks_for(&self, labels: &Labels) -> bool {
        self.labels
            .iter()
            .all(|(label, value)| labels.value(label).is_none_or(|known| known == value))
    }

    /// The labels of an alert with those of the question put in where only the series know them.
    pub fn put_into(&self, labels: &Labels) -> Labels {
        let mut labels = labels.clone();
        for (label, value) in &self.labels {
            labels.open.remove(label);
            labels.known.insert(label.clone(), value.clone());
        }
        labels
    }

    /// An alert that carries these labels and the external ones, and no others.
    pub fn as_given(&self, stack: &Stack) -> Labels {
        let mut known = stack.external_labels.clone();
        known.extend(self.labels.clone());
        Labels {
            known,
            ..Labels::default()
        }
    }

    /// Whether a delivery is muted at the moment asked for; `None`: nothing was asked, or it depends on the date.
    pub fn muted(&self, stack: &Stack, delivery: &Delivery) -> Option<bool> {
        let (_, moment) = self.at.as_ref()?;
        let holds = |name: &String| {
            let interval = stack
                .time_intervals
                .iter()
                .find(|known| known.name == *name);
            interval.map_or(Some(false), |interval| interval.holds(*moment))
        };
        let mute: Vec<Option<bool>> = delivery.mute.iter().map(holds).collect();
        let active: Vec<Option<bool>> = delivery.active.iter().map(holds).collect();
        let is_active = active.is_empty() || active.contains(&Some(true));
        let is_inactive = !active.is_empty() && active.iter().all(|holds| *holds == Some(false));
        if mute.contains(&Some(true)) || is_inactive {
            Some(true)
        } else if is_active && !mute.contains(&None) {
            Some(false)
        } else {
            None
        }
    }
}

fn few<'a>(all: impl ExactSizeIterator<Item = &'a String>) -> Vec<String> {
    if all.len() <= FEW {
        all.cloned().collect()
    } else {
        Vec::new()
    }
}

/// A word that is no `LABEL=VALUE`.
fn not_a_label(word: &str) -> String {
    let help = match word {
        "critical" | "warning" | "info" => format!("write severity={word}"),
        _ if word.ends_with(".toml") || word == "-" => {
            format!("the file is named by --file {word}")
        }
        _ => "write one such as severity=critical or service=api".to_owned(),
    };
    format!("`{word}` is no LABEL=VALUE: {help}")
}

//! The series that a group of tests is fed with.

use std::collections::{BTreeMap, HashMap};

use super::course::Course;
use crate::escape;

/// Label → value.
pub type Labels = BTreeMap<String, String>;

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub metric: String,
    pub labels: Labels,
    pub course: Course,
}

/// All series of one group of tests.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    list: Vec<Input>,
    by_metric: HashMap<String, Vec<usize>>,
}

impl Inputs {
    pub fn add(&mut self, metric: &str, labels: Labels, course: Course) {
        let index = self.list.len();
        self.by_metric
            .entry(metric.to_owned())
            .or_default()
            .push(index);
        self.list.push(Input {
            metric: metric.to_owned(),
            labels,
            course,
        });
    }

    /// Goes on with a series that is there, or begins it.
    pub fn extend(&mut self, metric: &str, labels: Labels, course: &Course) {
        let known = self.by_metric.get(metric).and_then(|indexes| {
            indexes
                .iter()
                .copied()
                .find(|index| self.list[*index].labels == labels)
        });
        match known {
            Some(index) => {
                let input = &mut self.list[index];
                input.course = std::mem::take(&mut input.course).join(course);
            }
            None => self.add(metric, labels, course.clone()),
        }
    }

    /// Series of a metric.
    pub fn of(&self, metric: &str) -> impl Iterator<Item = &Input> {
        self.by_metric
            .get(metric)
            .into_iter()
            .flatten()
            .map(|index| &self.list[*index])
    }

    pub fn iter(&self) -> impl Iterator<Item = &Input> {
        self.list.iter()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Input> {
        self.list.iter_mut()
    }

    /// Evaluations until the longest course ends.
    pub fn steps(&self) -> usize {
        self.list
            .iter()
            .map(|input| input.course.len())
            .max()
            .unwrap_or_default()
    }
}

/// `metric{a="b"}`, labels in order.
pub fn series(metric: &str, labels: &Labels) -> String {
    let inside: Vec<String> = labels
        .iter()
        .map(|(name, value)| format!("{name}={}", escape::promql::string(value)))
        .collect();
    format!("{metric}{{{}}}", inside.join(","))
}

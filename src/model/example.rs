//! Examples of recordings: raw series, and what the recorded series then has.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::Given;
use crate::config::value::Duration;

/// Examples of one branch of a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// How far back the branch looks; it is read at the end of its first window.
    pub window: Duration,
    /// Jobs that the branch reads.
    pub jobs: Vec<String>,
    /// Services that it is about.
    pub services: Arc<[String]>,
    pub cases: Vec<Case>,
}

/// One instance.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub series: Vec<RawSeries>,
    /// Kept labels, and the value; none: no sample.
    pub expected: Vec<(BTreeMap<String, String>, f64)>,
    /// It cannot stand beside the others.
    pub alone: bool,
}

/// A test of an alert of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertExample {
    /// Series with all their labels.
    pub series: Vec<RawSeries>,
    pub fires: bool,
    /// Labels that the alert has then.
    pub labels: BTreeMap<String, String>,
}

/// A raw series, without the labels that targets give.
#[derive(Debug, Clone, PartialEq)]
pub struct RawSeries {
    pub metric: String,
    pub labels: BTreeMap<String, String>,
    pub given: Given,
}

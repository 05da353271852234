//! Signals in use, by kind.

use std::sync::Arc;

use super::{Deferred, Example};
use crate::catalog::{BadWhen, Help, Panel, Unit};
use crate::config::value::Duration;

/// A kind that some service uses, or a source of one (`container`, `probe`).
#[derive(Debug, Clone)]
pub struct KindInUse {
    /// Key in the catalog, and name of its rule group.
    pub name: String,
    pub title: String,
    pub plural: String,
    /// Value of the label `kind` on services of this kind.
    pub label: String,
    /// max(5m, 5 × the interval of the slowest job), whole minutes.
    pub window: Duration,
    /// Signals that some service has, in the catalog's order by name; own signals of `metrics` services included.
    pub signals: Vec<Signal>,
    /// Services whose own kind this is, by name.
    pub services: Vec<String>,
    /// Names of its jobs.
    pub jobs: Vec<String>,
}

/// A signal in use.
#[derive(Debug, Clone)]
pub struct Signal {
    pub name: String,
    pub title: String,
    pub unit: Unit,
    pub bad_when: BadWhen,
    pub help: Help,
    /// Final name of the recorded series.
    pub record: String,
    /// Final PromQL of the record.
    pub expr: Deferred<String>,
    /// Unit tests of the record.
    pub examples: Deferred<Vec<Example>>,
    /// Labels kept beyond `service`, `instance` and the identity labels.
    pub keeps: Vec<String>,
    pub per_instance: bool,
    pub optional: bool,
    pub panel: Panel,
    /// Services that have it, by name.
    pub services: Arc<[String]>,
    /// Raw metric names that its expression reads (for `SignalMissing`, docs).
    pub metrics: Deferred<Vec<String>>,
    /// Whether it was written in the file (`[signals.x]`).
    pub own: bool,
    /// Name of its alert: `HttpErrorRatio`.
    pub alert: String,
}

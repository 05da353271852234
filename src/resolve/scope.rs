//! What the steps of `resolve` share: the inputs, and the stack that grows.

use crate::catalog::{Catalog, Kind};
use crate::config::value::Duration;
use crate::config::{Config, Service as Written};
use crate::diagnostic::Diagnostic;
use crate::model::Stack;

use super::Inputs;

/// One run of `resolve`.
pub struct Scope<'a> {
    pub config: &'a Config,
    pub catalog: &'a Catalog,
    pub inputs: &'a Inputs,
    pub stack: Stack,
    pub findings: Vec<Diagnostic>,
    /// Probes of services, resolved before jobs are made of them.
    pub probes: Vec<ProbeTarget>,
}

/// One probe of one service.
#[derive(Debug, Clone)]
pub struct ProbeTarget {
    pub service: String,
    pub name: String,
    /// What the blackbox exporter is asked about.
    pub target: String,
    pub module: String,
    pub interval: Duration,
    pub timeout: Duration,
}

impl<'a> Scope<'a> {
    pub fn new(config: &'a Config, catalog: &'a Catalog, inputs: &'a Inputs) -> Self {
        Scope {
            config,
            catalog,
            inputs,
            stack: Stack::default(),
            findings: Vec::new(),
            probes: Vec::new(),
        }
    }

    /// Adds a finding.
    pub fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// The catalog's kind; names in the model are always known ones.
    pub fn kind(&self, name: &str) -> Option<&'a Kind> {
        self.catalog.kinds.get(name)
    }

    /// The service as written, merged over its kind's table.
    pub fn written(&self, name: &str) -> Option<&'a Written> {
        self.config.services.get(name)
    }
}

/// Whether a thing of the file is in.
pub fn enabled(flag: Option<bool>) -> bool {
    flag.unwrap_or(true)
}

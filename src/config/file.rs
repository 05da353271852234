//! The whole file.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::layers;

use super::{
    Alert, Alertmanager, Build, Compose, Dialect, Grafana, LintLevel, Monc, Prometheus, Receiver,
    Resource, Retention, Routing, Service, Signal, SloDefaults, Smtp, Stack, Threshold,
    TimeInterval,
};

/// What you run, and when you want to be told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "monitoring.toml")]
pub struct Config {
    /// What the words of this file mean, and which monc it needs.
    pub monc: Monc,
    /// The stack: its name, environment and labels.
    pub stack: Stack,
    /// How the stack sits beside your own Compose project.
    pub compose: Compose,
    /// Where `monc build` writes.
    pub build: Build,
    /// How long data are kept.
    pub retention: Retention,
    /// Thresholds for every service that has the signal.
    pub thresholds: BTreeMap<String, Threshold>,
    /// What several services share: any key of a service; they take it up with `use = "<name>"`.
    pub templates: BTreeMap<String, Service>,
    /// For every service of a kind: any key that such a service takes.
    pub kinds: BTreeMap<String, Service>,
    /// What every service level objective has, unless it says otherwise.
    pub slos: SloDefaults,
    /// How your own apps name their HTTP metrics.
    pub dialects: BTreeMap<String, Dialect>,
    /// The services that you run, by name.
    pub services: BTreeMap<String, Service>,
    /// Signals of your own, the same shape as a signal of the catalog.
    pub signals: BTreeMap<String, Signal>,
    /// Alerts on any condition at all.
    pub alerts: BTreeMap<String, Alert>,
    /// The mail server, for email receivers and for Grafana.
    pub smtp: Option<Smtp>,
    /// Who can be told, by name.
    pub receivers: BTreeMap<String, Receiver>,
    /// Who is told what.
    pub routing: Routing,
    /// Times of the week, for `mute` and `active` of routes.
    pub time_intervals: BTreeMap<String, TimeInterval>,
    /// How Prometheus runs and is reached.
    pub prometheus: Prometheus,
    /// How Alertmanager runs and is reached.
    pub alertmanager: Alertmanager,
    /// How Grafana runs, and who may log in.
    pub grafana: Grafana,
    /// Images in place of the pinned ones, by container.
    pub images: BTreeMap<String, String>,
    /// Limits in place of the default ones, by container.
    pub resources: BTreeMap<String, Resource>,
    /// Levels of lints: `image.unpinned = "allow"`, a group's `image.all = "deny"`.
    pub lint: BTreeMap<String, BTreeMap<String, LintLevel>>,
    /// The reader's own notes: ignored.
    pub metadata: Option<BTreeMap<String, serde_json::Value>>,
}

impl Config {
    /// Names of the templates that a service takes up, nearest first.
    pub fn templates_of<'c>(&'c self, service: &'c Service) -> Vec<&'c str> {
        layers::chain(service.r#use.as_deref(), |name| {
            Some(self.templates.get(name)?.r#use.as_deref())
        })
    }

    /// Whether a template that it takes up is not there: nobody knows what it would have said.
    pub fn lacks_template(&self, service: &Service) -> bool {
        let names = self.templates_of(service);
        let last = names
            .last()
            .map_or(Some(service), |name| self.templates.get(*name));
        last.and_then(|last| last.r#use.as_deref())
            .is_some_and(|name| !self.templates.contains_key(name))
    }
}

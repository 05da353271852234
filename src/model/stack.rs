//! The whole.

use std::collections::BTreeMap;

use crate::config::value::{Bytes, Duration};

use super::{
    AlertExample, ExporterContainer, Grafana, Group, HttpClient, Inhibition, Job, KindInUse,
    Limits, Overlay, ProbeModule, Receiver, Routing, Secret, Service, Slo, Smtp, TakenFile,
    TimeInterval, Version, WebAccess,
};

/// A stack, ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Stack {
    /// Compose project and Grafana folder.
    pub name: String,
    pub environment: Option<String>,
    /// `stack`, `environment` and the further ones of `[stack] labels`.
    pub external_labels: BTreeMap<String, String>,
    /// File that it was made from, as shown in headers: `monitoring.toml`.
    pub source: String,
    /// The environment that it is for; none: the base.
    pub overlaid: Option<String>,
    /// Way from the output folder to the folder of that file; empty: `..`.
    pub root: String,
    /// Identity labels that target groups of this stack carry beyond `service`, in order: `kind`, `team`, `host`, own ones.
    /// Every grouping that names `service` names these as well.
    pub identity_labels: Vec<String>,
    /// Services of the file, by name, then the stack's own parts (`own`), by name.
    pub services: Vec<Service>,
    /// Kinds that some service or source uses, by name, each with its signals.
    pub kinds: Vec<KindInUse>,
    /// Service level objectives, by service and name.
    pub slos: Vec<Slo>,
    pub jobs: Vec<Job>,
    /// Rule groups in the order of the file; each kind is one, recordings first.
    pub groups: Vec<Group>,
    /// Tests of `[alerts]`, by the name of the alert.
    pub alert_examples: BTreeMap<String, AlertExample>,
    pub probe_modules: Vec<ProbeModule>,
    pub receivers: Vec<Receiver>,
    pub routing: Routing,
    pub inhibitions: Vec<Inhibition>,
    /// How many steps of `depends_on` the inhibitions follow; missing: all of them.
    pub dependency_steps: Option<usize>,
    pub time_intervals: Vec<TimeInterval>,
    pub smtp: Option<Smtp>,
    /// Message templates that people already have, in place of ours.
    pub messages: Vec<TakenFile>,
    pub secrets: Vec<Secret>,
    pub exporters: Vec<ExporterContainer>,
    /// Whether each shared container is in the stack.
    pub node_exporter: bool,
    pub cadvisor: bool,
    pub blackbox: bool,
    pub scrape_interval: Duration,
    pub scrape_timeout: Duration,
    pub evaluation_interval: Duration,
    pub retention_time: Option<Duration>,
    pub retention_size: Option<Bytes>,
    pub prometheus: WebAccess,
    pub alertmanager: WebAccess,
    pub remote_write: Vec<Remote>,
    /// Rule files that people already have.
    pub rule_files: Vec<TakenFile>,
    pub grafana: Grafana,
    /// Docker networks made elsewhere; `default` is the project's own.
    pub networks: Vec<String>,
    pub profiles: Vec<String>,
    /// Raw Compose keys laid over ours, by container.
    pub overlays: BTreeMap<String, Overlay>,
    /// Image with tag of every component and container, as overridden.
    pub images: BTreeMap<String, String>,
    /// Versions read from the tags, by component; missing when a tag tells none.
    pub versions: BTreeMap<String, Version>,
    pub limits: BTreeMap<String, Limits>,
}

/// A remote write endpoint.
#[derive(Debug, Clone, Default)]
pub struct Remote {
    pub name: Option<String>,
    pub url: String,
    pub client: HttpClient,
}

impl Stack {
    /// Name of the Compose project. People call a stack like the app that it watches, and a second project of the app's name would be
    /// the app's own: `up --remove-orphans` takes away what it does not know.
    pub fn project(&self) -> String {
        if self.name.contains("monitoring") {
            self.name.clone()
        } else {
            format!("{}-monitoring", self.name)
        }
    }

    /// Way from the output folder to the folder of the file: `..`.
    pub fn root(&self) -> &str {
        if self.root.is_empty() {
            ".."
        } else {
            &self.root
        }
    }

    /// The command that makes it again: `monc build --env staging`.
    pub fn command(&self) -> String {
        match &self.overlaid {
            Some(name) => format!("monc build --env {name}"),
            None => "monc build".into(),
        }
    }

    /// The service of this name.
    pub fn service(&self, name: &str) -> Option<&Service> {
        // Services of the file come first and are sorted; a linear look is for the few others.
        let file = self.services.partition_point(|service| !service.own);
        let found = self.services.get(..file).and_then(|sorted| {
            Some(
                &sorted[sorted
                    .binary_search_by(|service| service.name.as_str().cmp(name))
                    .ok()?],
            )
        });
        found.or_else(|| self.services.iter().find(|service| service.name == name))
    }

    /// The kind of this name, if it is in use.
    pub fn kind(&self, name: &str) -> Option<&KindInUse> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// Whether the component's version is at least `major.minor`; a tag that tells none counts as the pinned one.
    pub fn at_least(&self, component: &str, major: u32, minor: u32) -> bool {
        self.versions
            .get(component)
            .is_none_or(|version| (version.major, version.minor) >= (major, minor))
    }
}

//! A service with everything known of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Path;

/// How containers of a service are recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContainerMatch {
    /// Compose service or container name, with or without a replica number.
    Name(String),
    /// Anchored regular expression on the container's name.
    Pattern(String),
    /// All that no other service takes.
    Rest,
}

/// A service of the file, or a part of the stack itself (`own`).
#[derive(Debug, Clone, Default)]
pub struct Service {
    pub name: String,
    /// Key in the catalog.
    pub kind: String,
    /// Value of the label `kind`: the kind, or `stack` for the stack's own parts.
    pub kind_label: String,
    pub own: bool,
    pub dialect: Option<String>,
    pub team: Option<String>,
    /// Label `host`.
    pub host: Option<String>,
    pub labels: BTreeMap<String, String>,
    /// Addresses as written, for people.
    pub addresses: Vec<String>,
    pub container: Option<ContainerMatch>,
    /// Names of its probes.
    pub probes: Vec<String>,
    pub depends_on: Vec<String>,
    /// Sources of signals: its kind, `container`, `probe`.
    pub sources: BTreeSet<String>,
    /// Where the file says it; empty for own parts.
    pub path: Path,
}

impl Service {
    /// Identity labels beyond `service`: `kind`, `team`, `host`, own ones.
    pub fn identity(&self) -> BTreeMap<String, String> {
        let mut labels = self.labels.clone();
        labels.insert("kind".into(), self.kind_label.clone());
        if let Some(team) = &self.team {
            labels.insert("team".into(), team.clone());
        }
        if let Some(host) = &self.host {
            labels.insert("host".into(), host.clone());
        }
        labels
    }
}

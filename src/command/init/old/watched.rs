//! What was scraped, as a service of monitoring.toml.

use std::collections::BTreeMap;

/// Limits of one signal, values in TOML, by severity.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limit {
    pub values: BTreeMap<&'static str, String>,
    pub holds: BTreeMap<&'static str, String>,
    pub matches: BTreeMap<String, String>,
}

/// Thresholds by signal.
pub type Limits = BTreeMap<String, Limit>;

/// A service.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    pub name: String,
    pub kind: String,
    pub dialect: Option<String>,
    pub address: Vec<String>,
    /// Addresses of exporters that run already.
    pub exporter: Vec<String>,
    /// Probes: name and TOML.
    pub probes: Vec<(String, String)>,
    pub labels: BTreeMap<String, String>,
    pub team: Option<String>,
    /// Further keys, values in TOML.
    pub keys: Vec<(String, String)>,
    pub comment: String,
    pub limits: Limits,
    /// Its host is in no Compose file of the folder.
    pub unknown_host: Option<String>,
    /// It belongs to a monitoring stack: no app of anybody's.
    pub is_part: bool,
    /// Job that it was in, and the `instance`s it had there.
    pub job: String,
    pub instances: Vec<String>,
    /// Name of its container, where that is known.
    pub container: Option<String>,
}

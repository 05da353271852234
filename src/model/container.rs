//! Containers that `monc` adds for services.

use std::collections::BTreeMap;

use crate::catalog::PasswordVariable;

/// The exporter of one service; placeholders are filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExporterContainer {
    /// `<service>-exporter`.
    pub name: String,
    pub service: String,
    /// Key in `components.toml`.
    pub component: String,
    pub args: Vec<String>,
    pub environment: BTreeMap<String, String>,
    /// Certificates that it reads: path relative to `monitoring.toml` → path in the container.
    pub files: BTreeMap<String, String>,
    /// A variable into which a shell reads its password first, and the file in the container.
    pub password: Option<(PasswordVariable, String)>,
}

/// Limits that replace a component's own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    pub memory_bytes: Option<u64>,
    pub cpus: Option<f64>,
}

/// Raw Compose keys.
pub type Overlay = BTreeMap<String, serde_json::Value>;

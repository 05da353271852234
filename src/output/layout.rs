//! What is where in the folder, and in which order it is written.

// Our own records. Only the manifest is worth committing.
pub(super) use crate::model::names::{JOURNAL, RECORDS};
pub(super) const MANIFEST: &str = ".monc/manifest.json";
pub(super) const LOCK: &str = ".monc/lock";
pub(super) const STAGE: &str = ".monc/stage";

/// Folders that a container may have mounted: they stay, even when empty.
const MOUNTED: [&str; 11] = [
    "alertmanager",
    "blackbox",
    "grafana",
    "grafana/access",
    "grafana/dashboards",
    "grafana/provisioning",
    "prometheus",
    "prometheus/facts",
    "prometheus/rules",
    "prometheus/targets",
    "secrets",
];

pub(super) fn is_mounted(folder: &str) -> bool {
    MOUNTED.contains(&folder)
}

/// Whether a path is the user's by contract, or our records: no emitter writes it, and no record makes it ours.
pub(super) fn is_reserved(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or(path);
    matches!(
        first,
        ".env" | "docker-compose.override.yml" | "secrets" | RECORDS
    )
}

/// When a file is written: what others refer to comes before what refers to it, and what a person acts on comes last.
pub(super) fn rank(path: &str) -> u8 {
    match path {
        "docker-compose.yml" => 5,
        "alertmanager/alertmanager.yml" => 4,
        "prometheus/prometheus.yml" => 3,
        "prometheus/rules.yml" => 2,
        _ if path.starts_with("prometheus/rules/") => 2,
        _ if path.starts_with("prometheus/targets/") => 1,
        _ => 0,
    }
}

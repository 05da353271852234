//! Addresses.

pub mod localhost;
pub mod no_network;
pub mod no_port;
pub mod not_metrics;
pub mod port_not_exposed;
pub mod unknown_host;

use crate::diagnostic::Path;

/// Addresses that containers of the stack connect to; URLs for people (`grafana.url`) are not.
fn is_reached_from_a_container(path: &Path) -> bool {
    let shown = path.to_string();
    let services = shown.starts_with("services.") || shown.starts_with("kinds.");
    let key =
        |name: &str| shown.ends_with(&format!(".{name}")) || shown.contains(&format!(".{name}["));
    (services && (key("address") || key("url") || key("tcp") || key("probe") || key("server")))
        || (services
            && shown.contains(".probes.")
            && !shown.contains("headers")
            && !shown.contains("body"))
        || shown == "smtp.address"
        || shown == "grafana.database.address"
        || (shown.starts_with("grafana.data_sources.") && key("url"))
        || (shown.starts_with("receivers.") && shown.ends_with(".webhook.url"))
        || (shown.starts_with("prometheus.remote_write[") && key("url"))
}

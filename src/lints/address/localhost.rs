//! `localhost` inside a container is the container itself.

use crate::diagnostic::{Diagnostic, Path};
use crate::lints::context::{Context, Findings};
use crate::resolve::parse_address;

use crate::diagnostic::Place;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (path, text) in context.strings {
        if !is_reached_from_a_container(path) {
            continue;
        }
        let Some(address) = parse_address(text).filter(|address| address.is_loopback()) else {
            continue;
        };
        let port = address
            .port
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        out.push(
            Diagnostic::error("address/localhost", format!("`{}` means the container itself", address.host))
                .at(Place::Value(path.clone()), "inside a container that is the container itself")
                .help(format!(
                    "use the Compose service name, or \"host.docker.internal{port}\" for something on the host"
                )),
        );
    }
}

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

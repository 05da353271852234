//! An address names a container that is in no Compose file of the app.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Path, Place, nearest};
use crate::foreign::compose::App;
use crate::lints::context::{Context, Findings};
use crate::model::Stack;
use crate::resolve::{Address, parse_address};

use super::is_reached_from_a_container;

/// Containers of the stack itself.
const OWN: [&str; 6] = [
    "prometheus",
    "alertmanager",
    "grafana",
    "blackbox",
    "cadvisor",
    "node",
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(app) = context.inputs.app() else {
        return;
    };
    let elsewhere = joins_others(context.stack, app);
    for (path, text) in context.strings {
        if !is_reached_from_a_container(path) {
            continue;
        }
        let Some(address) = parse_address(text).filter(Address::is_container) else {
            continue;
        };
        match app.reached_as(&address.host) {
            Some(service) if service.networks.is_empty() => {
                out.push(on_no_network(
                    path,
                    text,
                    &address,
                    service.network_mode.as_deref(),
                ));
            }
            Some(_) => {}
            None if elsewhere || is_own(context.stack, &address.host) => {}
            None => out.push(unknown(path, text, &address, app)),
        }
    }
}

fn unknown(path: &Path, text: &str, address: &Address, app: &App) -> Diagnostic {
    let hosts = app.hosts();
    let near = nearest(&address.host, hosts.iter().copied());
    let near = near.map(|near| text.replacen(&address.host, near, 1));
    let shown: Vec<&str> = hosts.into_iter().take(12).collect();
    Diagnostic::error(
        "address/unknown-host",
        format!("there is no container `{}`", address.host),
    )
    .at(
        Place::Value(path.clone()),
        format!(
            "not a service of {}",
            app.files.first().map_or("the app", String::as_str)
        ),
    )
    .meant(
        near.as_deref(),
        format!(
            "services are {}; a host outside of Docker is written with its domain or IP address",
            shown.join(", ")
        ),
    )
}

fn on_no_network(path: &Path, text: &str, address: &Address, mode: Option<&str>) -> Diagnostic {
    let mode = mode.unwrap_or("none");
    let finding = Diagnostic::error(
        "address/unknown-host",
        format!("`{}` is on no network of Docker", address.host),
    )
    .at(
        Place::Value(path.clone()),
        format!("it has `network_mode: {mode}`"),
    );
    match mode {
        "host" => {
            let instead = text.replacen(&address.host, "host.docker.internal", 1);
            finding.help(format!("it listens on the host: write \"{instead}\""))
        }
        _ => finding.help("write the name of the container whose network it shares"),
    }
}

/// Whether the stack is on a network where containers of others may be.
fn joins_others(stack: &Stack, app: &App) -> bool {
    let own: BTreeSet<String> = app
        .services
        .iter()
        .flat_map(|service| service.networks.keys())
        .filter(|key| {
            !app.networks
                .get(*key)
                .is_some_and(|network| network.external)
        })
        .map(|key| app.network(key))
        .collect();
    let mut joined = stack.networks.iter().chain(&stack.prometheus.networks);
    joined.any(|network| network != "default" && !own.contains(network))
}

fn is_own(stack: &Stack, host: &str) -> bool {
    OWN.contains(&host) || stack.exporters.iter().any(|exporter| exporter.name == host)
}

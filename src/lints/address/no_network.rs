//! Services are named as containers are, and the stack is on no network where such names are known.

use crate::catalog::AddressShape;
use crate::config::value::OneOrMany;
use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::resolve::parse_address;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    // The app's own files say which networks these are, or what is wrong is said of them.
    if context.inputs.app.is_some() {
        return;
    }
    let joined = !stack.networks.is_empty()
        || !stack.prometheus.networks.is_empty()
        || stack.overlays.values().any(|overlay| {
            overlay.contains_key("networks") || overlay.contains_key("network_mode")
        });
    if joined {
        return;
    }
    let on_a_network = |service: &&crate::model::Service| {
        let kind = context.catalog.kinds.get(&service.kind);
        let asked = kind.is_some_and(|kind| kind.address != AddressShape::None);
        asked && !service.own && first_container(&service.addresses).is_some()
    };
    let mut services = stack.services.iter().filter(on_a_network);
    let Some(first) = services.next() else {
        return;
    };
    let Some((index, host)) = first_container(&first.addresses) else {
        return;
    };
    let written = context.config.services.get(&first.name);
    let path = first.path.key("address");
    let path = match written.and_then(|written| written.address.as_ref()) {
        Some(OneOrMany::Many(_)) => path.index(index),
        _ => path,
    };
    let others = services.count();
    out.push(
        Diagnostic::warning(
            "address/no-network",
            "the stack is on no network of your services",
        )
        .at(
            Place::Value(path),
            match others {
                0 => format!("`{host}` is the name of a container"),
                1 => format!("`{host}` is the name of a container, and 1 more service has such a name"),
                _ => format!("`{host}` is the name of a container, and {others} more services have such names"),
            },
        )
        .help("name your Compose file, `[compose] app = \"docker-compose.yml\"`, or the network: `[compose] networks = [\"<project>_default\"]` (`docker network ls` shows it)"),
    );
}

/// The first address that only Docker's name server knows.
fn first_container(addresses: &[String]) -> Option<(usize, String)> {
    addresses
        .iter()
        .enumerate()
        .filter_map(|(index, text)| Some((index, parse_address(text)?)))
        .find(|(_, address)| address.is_container())
        .map(|(index, address)| (index, address.host))
}

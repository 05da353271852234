//! Networks: one plain network of the stack's own, and those made elsewhere.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::model::Stack;

use super::container::add;

/// Key of the stack's own network. Not an internal one: those silently lose published ports and the way out.
pub const OWN: &str = "monitoring";

/// Key of a network that is made elsewhere.
fn key(network: &str) -> String {
    if network == OWN {
        format!("{network}-external")
    } else {
        network.to_owned()
    }
}

/// Attaches a service to networks made elsewhere, and to its project's own where `default` is named.
pub fn join(service: &mut Map<String, Value>, networks: &[String]) {
    let mut seen = BTreeSet::new();
    for network in networks {
        if seen.insert(network) {
            add(service, "networks", json!(key(network)));
        }
    }
}

/// Top-level `networks`. `default` stays undeclared: by `include:` it is then the network of the project around ours.
pub fn declared(stack: &Stack) -> Value {
    let named: BTreeSet<&String> = stack
        .networks
        .iter()
        .chain(&stack.prometheus.networks)
        .chain(&stack.alertmanager.networks)
        .chain(&stack.grafana.networks)
        .filter(|network| *network != "default")
        .collect();
    let mut networks = Map::new();
    networks.insert(OWN.into(), json!({}));
    for network in named {
        networks.insert(key(network), json!({ "name": network, "external": true }));
    }
    Value::Object(networks)
}

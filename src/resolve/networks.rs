//! Networks of the app that the stack has to join, found in the app's own Compose files.

use std::collections::{BTreeMap, BTreeSet};

use super::parse_address;
use super::scope::Scope;

pub fn resolve(scope: &mut Scope<'_>) {
    let Some(app) = scope.inputs.app() else {
        return;
    };
    let mut left: Vec<BTreeSet<String>> = hosts(scope)
        .iter()
        .filter_map(|host| app.reached_as(host))
        .map(|service| app.networks_of(service).into_iter().collect())
        .collect();
    let joined = |networks: &BTreeSet<String>, network: &str| {
        networks.contains(network)
            // The project around the stack, where that is included by `include:`.
            || (network == "default" && networks.contains(&app.network("default")))
    };
    for network in scope
        .stack
        .networks
        .iter()
        .chain(&scope.stack.prometheus.networks)
    {
        left.retain(|networks| !joined(networks, network));
    }
    let mut found = Vec::new();
    // As few as reach all: each time the one that most services are on, the first by name among equals.
    loop {
        left.retain(|networks| !networks.is_empty());
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        for network in left.iter().flatten() {
            *counts.entry(network).or_default() += 1;
        }
        let best = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        let Some((network, _)) = best else {
            break;
        };
        let network = network.clone();
        left.retain(|networks| !networks.contains(&network));
        found.push(network);
    }
    found.sort();
    scope.stack.networks.extend(found);
}

/// Hosts that containers of the stack connect to.
fn hosts(scope: &Scope<'_>) -> BTreeSet<String> {
    let mut texts: Vec<&str> = Vec::new();
    for service in scope.stack.services.iter().filter(|service| !service.own) {
        texts.extend(service.addresses.iter().map(String::as_str));
        let exporter = scope
            .written(&service.name)
            .and_then(|written| written.exporter.as_ref());
        let elsewhere = exporter.and_then(|exporter| exporter.address.as_ref());
        texts.extend(
            elsewhere
                .into_iter()
                .flat_map(|address| address.all())
                .map(String::as_str),
        );
    }
    texts.extend(scope.probes.iter().map(|probe| probe.target.as_str()));
    let config = scope.config;
    texts.extend(
        config
            .smtp
            .iter()
            .filter_map(|smtp| smtp.address.as_deref()),
    );
    texts.extend(
        config
            .grafana
            .data_sources
            .values()
            .filter_map(|source| source.url.as_deref()),
    );
    texts
        .into_iter()
        .filter_map(parse_address)
        .map(|address| address.host)
        .collect()
}

//! Hosts that can be seen dead. That node_exporter does not answer says nothing about its host, least of all about the one that
//! the stack itself runs on; a host elsewhere is dead when it answers neither that nor any probe.

use crate::escape;
use crate::model::Prober;

use super::parse_address;
use super::scope::Scope;
use super::service_rules::by;

/// The machine that containers run on, as they name it.
const HERE: &str = "host.docker.internal";

/// Hosts elsewhere that are probed by more than their node_exporter: a connection, or a ping.
pub fn seen_from_outside(scope: &Scope<'_>) -> Vec<String> {
    let hosts = scope
        .stack
        .services
        .iter()
        .filter(|service| service.kind == "host");
    hosts
        .filter(|host| is_elsewhere(scope, &host.name) && is_probed(scope, &host.name))
        .map(|host| host.name.clone())
        .collect()
}

fn is_elsewhere(scope: &Scope<'_>, host: &str) -> bool {
    let exporter = scope
        .written(host)
        .and_then(|written| written.exporter.as_ref()?.address.as_ref());
    exporter.is_some_and(|addresses| {
        addresses.all().iter().all(|address| {
            parse_address(address).is_some_and(|address| {
                !address.is_container() && !address.is_loopback() && address.host != HERE
            })
        })
    })
}

fn is_probed(scope: &Scope<'_>, host: &str) -> bool {
    scope
        .probes
        .iter()
        .filter(|probe| probe.service == host)
        .any(|probe| {
            scope.stack.probe_modules.iter().any(|module| {
                module.name == probe.module
                    && matches!(module.prober, Prober::Icmp | Prober::Tcp { .. })
            })
        })
}

/// 0 for each of these hosts that answers no probe, and whose node_exporter does not answer either.
pub fn seen_dead(scope: &Scope<'_>, hosts: &[String]) -> Option<String> {
    if hosts.is_empty() {
        return None;
    }
    let jobs = |kind: &str| {
        let found = scope.stack.kinds.iter().find(|known| known.name == kind);
        let jobs = found.map_or(&[][..], |kind| &kind.jobs);
        matcher("job", jobs)
    };
    let by = by(scope, &[]);
    Some(format!(
        "max by ({by}) (probe_success{{{},{}}}) == 0 unless on (service) up{{{}}} == 1",
        jobs("probe"),
        matcher("service", hosts),
        jobs("host"),
    ))
}

fn matcher(label: &str, values: &[String]) -> String {
    match values {
        [one] => format!("{label}={}", escape::promql::string(one)),
        many => {
            let all = escape::promql::alternation(many.iter().map(String::as_str));
            format!("{label}=~{}", escape::promql::string(&all))
        }
    }
}

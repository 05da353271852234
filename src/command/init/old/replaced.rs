//! Parts of the old stack that monc's takes the place of, and exporters that go on.

use std::collections::BTreeSet;

use crate::command::init::sorts::{Sort, kind_of_exporter, sort};
use crate::foreign::compose::Service;
use crate::resolve::parse_address;

use super::files::Files;
use super::told::Told;
use super::watched::Watched;

/// Says what is to be stopped, and what must go on since the new file asks it.
pub fn tell(files: &Files, services: &[Watched], told: &mut Told) {
    let asked = Asked::of(files, services);
    for (path, app) in &files.apps {
        let (mut stop, mut keep) = (Vec::new(), Vec::new());
        for service in &app.services {
            if let Some(Sort::Monitoring(Some(component))) = service.repository().map(sort) {
                let name = service.name.as_str();
                if asked.is(service, component) {
                    keep.push(name);
                } else {
                    stop.push(name);
                }
            }
        }
        if !stop.is_empty() {
            told.then.push(format!(
                "stop these and take them out of {path}, since monc brings its own: {}",
                stop.join(", ")
            ));
        }
        if !keep.is_empty() {
            told.then.push(format!(
                "let these of {path} run, since the new file asks them (`exporter`): {}",
                keep.join(", ")
            ));
        }
    }
}

/// Exporters that the new file asks.
#[derive(Default)]
struct Asked {
    /// Hosts that are services of a Compose file here.
    hosts: BTreeSet<String>,
    /// Kinds of those that are asked by an address of a machine: a container here may be one of them.
    kinds: BTreeSet<String>,
}

impl Asked {
    fn of(files: &Files, services: &[Watched]) -> Asked {
        let mut asked = Asked::default();
        for service in services {
            for exporter in &service.exporter {
                let Some(address) = parse_address(exporter) else {
                    continue;
                };
                if files.service(&address.host).is_some() {
                    asked.hosts.insert(address.host);
                } else if !address.is_container() || address.host == "host.docker.internal" {
                    asked.kinds.insert(service.kind.clone());
                }
            }
        }
        asked
    }

    fn is(&self, service: &Service, component: &str) -> bool {
        let kind = match component {
            "node_exporter" => Some("host"),
            "cadvisor" => Some("container"),
            other => kind_of_exporter(other),
        };
        let names = [
            Some(service.name.as_str()),
            service.container_name.as_deref(),
        ];
        names
            .iter()
            .flatten()
            .any(|name| self.hosts.contains(*name))
            || kind.is_some_and(|kind| self.kinds.contains(kind))
    }
}

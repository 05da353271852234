//! What a target of a job is.

use crate::catalog::{Access, Catalog};
use crate::command::init::sorts::{Sort, kind_of_exporter, sort};

use super::files::Files;
use super::jobs::Job;

/// What a target is.
pub enum Role {
    /// A part of the stack, which watches itself.
    Own,
    Kind(&'static str),
    /// The exporter of a kind.
    Exporter(&'static str),
    /// Anything that serves metrics.
    App,
}

/// By its image, else by its port and names.
pub fn role(job: &Job<'_>, target: &str, host: &str, port: Option<u16>, files: &Files) -> Role {
    let by_component = |component: &str| match component {
        "prometheus" | "alertmanager" | "grafana" | "blackbox_exporter" => Some(Role::Own),
        "node_exporter" => Some(Role::Exporter("host")),
        "cadvisor" => Some(Role::Exporter("container")),
        other => kind_of_exporter(other).map(Role::Exporter),
    };
    if target.starts_with("localhost:9090") || target.starts_with("127.0.0.1:9090") {
        return Role::Own;
    }
    if let Some(repository) = files.service(host).and_then(|service| service.repository()) {
        match sort(repository) {
            Sort::Monitoring(Some(component)) => {
                return by_component(component).unwrap_or(Role::App);
            }
            Sort::Monitoring(None) if repository.ends_with("cadvisor") => {
                return Role::Exporter("container");
            }
            Sort::Monitoring(None) => return Role::App,
            Sort::Kind(kind) => {
                let serves = Catalog::built_in()
                    .kinds
                    .get(kind)
                    .is_some_and(|kind| kind.access == Access::Service);
                return if serves { Role::Kind(kind) } else { Role::App };
            }
            Sort::Other => return Role::App,
        }
    }
    // Not in a Compose file of this folder: by its own port, where nothing else uses that.
    let names = format!("{} {host}", job.name.to_lowercase().replace('_', "-"));
    let known = Catalog::built_in()
        .components
        .iter()
        .find(|(name, component)| {
            let word = name.replace('_', "-");
            let short = word.trim_end_matches("-exporter");
            let usual = Some(component.port) == port;
            let shared = [9090, 3000, 8080, 2019, 80].contains(&component.port);
            (usual && !shared)
                || names
                    .split([' ', '.', '/'])
                    .any(|part| part == word || (usual && part.contains(short)))
        });
    if let Some(role) = known.and_then(|(name, _)| by_component(name)) {
        return role;
    }
    let kinds = Catalog::built_in().kinds.iter();
    let serves = |(name, kind): &(&'static String, &crate::catalog::Kind)| {
        kind.access == Access::Service
            && kind.default_port.is_some()
            && names
                .split([' ', '-', '.'])
                .any(|part| part == name.as_str())
    };
    kinds
        .into_iter()
        .find(serves)
        .map_or(Role::App, |(name, _)| Role::Kind(name))
}

//! `monc list services`.

use crate::command::Table;
use crate::model::{ContainerMatch, Service, Stack};

pub fn table(stack: &Stack) -> Table {
    let mut table = Table::new(&[
        "service", "kind", "address", "team", "host", "sources", "needs",
    ]);
    for service in &stack.services {
        table.row([
            service.name.as_str().into(),
            kind(service).into(),
            service.addresses.clone().into(),
            service.team.clone().into(),
            service.host.clone().into(),
            sources(service).into(),
            service.depends_on.clone().into(),
        ]);
    }
    table
}

fn kind(service: &Service) -> String {
    match &service.dialect {
        Some(dialect) => format!("{} ({dialect})", service.kind),
        None => service.kind.clone(),
    }
}

/// Where its signals come from beyond its kind: containers and probes.
fn sources(service: &Service) -> Vec<String> {
    let container = match &service.container {
        Some(ContainerMatch::Name(name)) => Some(format!("container {name}")),
        Some(ContainerMatch::Pattern(pattern)) => Some(format!("containers {pattern}")),
        Some(ContainerMatch::Rest) => Some("all other containers".to_owned()),
        None => None,
    };
    let probes = service.probes.iter().map(|probe| format!("probe {probe}"));
    container.into_iter().chain(probes).collect()
}

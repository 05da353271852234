//! Which container is whose.

use crate::config::Container as Written;
use crate::model::{ContainerMatch, Service};

use super::parse_address;
use super::scope::Scope;

/// A service of kind `container` switches cAdvisor on; from then on every service that has a container gets its signals.
pub fn resolve(scope: &mut Scope<'_>) {
    if !scope
        .stack
        .services
        .iter()
        .any(|service| service.kind == "container")
    {
        return;
    }
    scope.stack.cadvisor = scope.stack.services.iter().any(|service| {
        service.kind == "container"
            && scope
                .config
                .services
                .get(&service.name)
                .and_then(|written| written.exporter.as_ref())
                .is_none_or(|exporter| exporter.address.is_none())
    });
    let config = scope.config;
    for service in &mut scope.stack.services {
        let written = config
            .services
            .get(&service.name)
            .and_then(|written| written.container.as_ref());
        service.container = match written {
            Some(Written::None(_)) => None,
            Some(Written::Name(name)) => Some(match name.strip_prefix("=~") {
                Some(pattern) => ContainerMatch::Pattern(pattern.to_owned()),
                None => ContainerMatch::Name(name.clone()),
            }),
            None if service.kind == "container" => Some(ContainerMatch::Rest),
            None => by_address(service),
        };
        if service.container.is_some() {
            service.sources.insert("container".into());
        }
    }
}

fn by_address(service: &Service) -> Option<ContainerMatch> {
    let address = parse_address(service.addresses.first()?)?;
    address
        .is_container()
        .then_some(ContainerMatch::Name(address.host))
}

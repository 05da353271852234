//! Services of the file, and the stack's own parts.

use std::collections::BTreeSet;

use crate::catalog::{Access, AddressShape};
use crate::config::Service as Written;
use crate::diagnostic::{Diagnostic, Path, Place, nearest};
use crate::model::{Service, names};

use super::parse_address;
use super::scope::{Scope, enabled};

pub fn resolve(scope: &mut Scope<'_>) {
    let config = scope.config;
    for (name, written) in config
        .services
        .iter()
        .filter(|(_, service)| enabled(service.enabled))
    {
        let path = Path::of(&["services", name]);
        let Some(kind) = kind_of(scope, name, written, &path) else {
            continue;
        };
        let service = Service {
            name: name.clone(),
            kind_label: kind.clone(),
            dialect: dialect_of(scope, name, &kind, written, &path),
            team: written.team.clone(),
            labels: written.labels.clone(),
            addresses: written
                .address
                .as_ref()
                .map(|a| a.all().to_vec())
                .unwrap_or_default(),
            depends_on: written
                .depends_on
                .iter()
                .filter(|on| {
                    config
                        .services
                        .get(*on)
                        .is_some_and(|on| enabled(on.enabled))
                })
                .cloned()
                .collect(),
            sources: BTreeSet::from([kind.clone()]),
            kind,
            path,
            ..Service::default()
        };
        needs_address(scope, &service, written);
        scope.stack.services.push(service);
    }
    let hosts: Vec<String> = scope
        .stack
        .services
        .iter()
        .filter(|service| service.kind == "host")
        .map(|service| service.name.clone())
        .collect();
    let only = match hosts.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    };
    for service in &mut scope.stack.services {
        let written = config.services.get(&service.name);
        let runs_on = written.and_then(|written| written.runs_on.clone());
        // A host that is out is none, and the others are not where it ran.
        let is_out = |host: &String| {
            let host = config.services.get(host);
            host.is_some_and(|host| !enabled(host.enabled))
        };
        service.host = match runs_on {
            _ if service.kind == "host" => Some(service.name.clone()),
            Some(host) if is_out(&host) => None,
            Some(host) => Some(host),
            None if found_in_containers(service) => only.clone(),
            None => None,
        };
    }
}

/// Services whose address is a name on a Docker network run on the only host, if there is just one.
fn found_in_containers(service: &Service) -> bool {
    service.kind == "container"
        || service
            .addresses
            .iter()
            .any(|address| parse_address(address).is_some_and(|address| address.is_container()))
}

fn kind_of(scope: &mut Scope<'_>, name: &str, written: &Written, path: &Path) -> Option<String> {
    let Some(kind) = &written.kind else {
        if scope.config.lacks_template(written) {
            return None;
        }
        scope.report(
            Diagnostic::error("service/no-kind", format!("service `{name}` has no `kind`"))
                .at(Place::Key(path.clone()), "what is it?")
                .help("add `kind = \"http\"`, or another; `monc list kinds` shows all"),
        );
        return None;
    };
    if scope
        .catalog
        .kinds
        .get(kind)
        .is_some_and(|known| known.access != Access::Stack)
    {
        return Some(kind.clone());
    }
    let place = Place::Value(path.key("kind"));
    // A file describes it, and says itself what is wrong there.
    if scope.inputs.kinds.iter().any(|own| own.name == *kind) {
        return None;
    }
    let finding = Diagnostic::error("service/unknown-kind", format!("there is no kind `{kind}`"));
    let known = || {
        scope
            .catalog
            .kinds
            .iter()
            .filter(|(_, kind)| kind.access != Access::Stack)
            .map(|(name, _)| name.as_str())
    };
    let finding = if kind == "node" {
        finding
            .at(
                place,
                "`host` (the machine, node_exporter) or `http` (a Node.js app)?",
            )
            .help("write \"host\" or \"http\"")
    } else if let Some((right, _)) = scope.catalog.kind(kind).filter(|(name, _)| *name != kind) {
        finding
            .at(place, format!("here it is `{right}`"))
            .write(&format!("\"{right}\""))
    } else if let Some(near) = nearest(kind, known()) {
        finding.at(place, "not a kind").meant(Some(near), "")
    } else {
        let all: Vec<&str> = known().collect();
        finding.at(place, "not a kind").help(format!(
            "kinds are {}; any other endpoint is \"metrics\"",
            all.join(", ")
        ))
    };
    scope.report(finding);
    None
}

fn dialect_of(
    scope: &mut Scope<'_>,
    name: &str,
    kind: &str,
    written: &Written,
    path: &Path,
) -> Option<String> {
    let known = scope.kind(kind)?;
    if known.dialects.is_empty() {
        if written.dialect.is_some() {
            scope.report(
                Diagnostic::error(
                    "service/no-dialects",
                    format!("kind `{kind}` has no dialects"),
                )
                .at(
                    Place::Key(path.key("dialect")),
                    "only services of kind `http` have one",
                )
                .help("take it out"),
            );
        }
        return None;
    }
    let own = &scope.config.dialects;
    match &written.dialect {
        Some(dialect) if known.dialects.contains_key(dialect) || own.contains_key(dialect) => {
            Some(dialect.clone())
        }
        Some(dialect) => {
            let alias = known
                .dialects
                .iter()
                .find(|(_, d)| d.aliases.iter().any(|alias| alias == dialect));
            let names = known.dialects.keys().chain(own.keys()).map(String::as_str);
            let right = alias
                .map(|(name, _)| name.as_str())
                .or_else(|| nearest(dialect, names));
            scope.report(
                Diagnostic::error(
                    "dialect/unknown",
                    format!("there is no dialect `{dialect}`"),
                )
                .at(
                    Place::Value(path.key("dialect")),
                    "not a dialect of the catalog, nor of `[dialects]`",
                )
                .meant(
                    right,
                    "`monc list dialects` shows all; your own goes into `[dialects.<name>]`",
                ),
            );
            None
        }
        None if scope.config.lacks_template(written) => None,
        None => {
            let list: Vec<String> = known
                .dialects
                .iter()
                .map(|(name, dialect)| {
                    let shown = dialect.requests.as_ref().or(dialect.duration.as_ref());
                    format!("{name} ({})", shown.map_or("", String::as_str))
                })
                .collect();
            scope.report(
                Diagnostic::error("dialect/missing", format!("service `{name}` has no `dialect`"))
                    .at(Place::Key(path.clone()), "which library names its HTTP metrics?")
                    .help(format!(
                        "`curl -s http://…/metrics | monc detect` says which; or write the one whose counter is on its metrics page: {}; or describe your own in `[dialects.<name>]`",
                        list.join(", ")
                    )),
            );
            None
        }
    }
}

fn needs_address(scope: &mut Scope<'_>, service: &Service, written: &Written) {
    let Some(kind) = scope.kind(&service.kind) else {
        return;
    };
    let elsewhere = written
        .exporter
        .as_ref()
        .is_some_and(|exporter| exporter.address.is_some());
    if kind.address != AddressShape::None
        && written.address.is_none()
        && !elsewhere
        && !scope.config.lacks_template(written)
    {
        let example = match kind.address {
            AddressShape::Url => format!("http://{}:8080/stub_status", service.name),
            _ => format!("{}:{}", service.name, kind.default_port.unwrap_or(3000)),
        };
        scope.report(
            Diagnostic::error(
                "service/no-address",
                format!("service `{}` has no `address`", service.name),
            )
            .at(Place::Key(service.path.clone()), "where is it reached?")
            .help(format!(
                "add `address = \"{example}\"`: Compose service name and port"
            )),
        );
    }
    if kind.address == AddressShape::None && written.address.is_some() {
        scope.report(
            Diagnostic::error(
                "service/address-unused",
                format!("kind `{}` takes no `address`", service.kind),
            )
            .at(
                Place::Key(service.path.key("address")),
                "nothing reads this",
            )
            .help("an exporter that runs elsewhere is `exporter = { address = \"host:port\" }`"),
        );
    }
    for (index, address) in service.addresses.iter().enumerate() {
        if parse_address(address).is_none() {
            let path = service.path.key("address");
            let list = matches!(
                written.address,
                Some(crate::config::value::OneOrMany::Many(_))
            );
            scope.report(
                Diagnostic::error("address/not-an-address", "this is no address")
                    .at(
                        Place::Value(if list { path.index(index) } else { path }),
                        "expected [scheme://]host:port[/path]",
                    )
                    .help(format!(
                        "write it as \"{}:{}\"",
                        service.name,
                        kind.default_port.unwrap_or(3000)
                    )),
            );
        }
    }
}

/// The stack's own parts are services too, of the kinds that the catalog has for them.
pub fn add_own_parts(scope: &mut Scope<'_>) {
    let parts = [
        ("alertmanager", true),
        ("blackbox", scope.stack.blackbox),
        ("grafana", true),
        ("prometheus", true),
    ];
    for (name, used) in parts {
        if !used || !scope.catalog.kinds.contains_key(name) {
            continue;
        }
        scope.stack.services.push(Service {
            name: name.into(),
            kind: name.into(),
            kind_label: names::STACK_KIND.into(),
            own: true,
            sources: BTreeSet::from([name.to_owned()]),
            ..Service::default()
        });
    }
}

//! An address that nothing gives a port to.

use crate::catalog::AddressShape;
use crate::config::ProbeEntry;
use crate::config::value::OneOrMany;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::resolve::parse_address;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    if let Some(address) = context
        .config
        .smtp
        .as_ref()
        .and_then(|s| s.address.as_ref())
    {
        let path = Path::of(&["smtp", "address"]);
        match parse_address(address) {
            Some(parts) if parts.scheme.is_none() && parts.path.is_none() => {
                if parts.port.is_none() {
                    out.push(finding(path, "the mail server", &parts.host, 587));
                }
            }
            _ => out.push(
                Diagnostic::error("address/not-an-address", "this is no address")
                    .at(Place::Value(path), "expected host:port")
                    .help("write it as \"smtp.example.org:587\""),
            ),
        }
    }
    for service in context.stack.services.iter().filter(|service| !service.own) {
        let Some(kind) = context.catalog.kinds.get(&service.kind) else {
            continue;
        };
        let asked = matches!(kind.address, AddressShape::Metrics | AddressShape::HostPort);
        let written = context.config.services.get(&service.name);
        let address = written.and_then(|written| written.address.as_ref());
        if asked && kind.default_port.is_none() {
            for (index, text) in service.addresses.iter().enumerate() {
                let Some(parts) = parse_address(text) else {
                    continue;
                };
                if parts.port.is_none() && parts.scheme.is_none() {
                    let path = service.path.key("address");
                    let path = match address {
                        Some(OneOrMany::Many(_)) => path.index(index),
                        _ => path,
                    };
                    let what = format!("service `{}`", service.name);
                    // A lone number is the port, not the host.
                    let (host, port) = match parts.host.parse::<u16>() {
                        Ok(port) => (service.name.as_str(), port),
                        Err(_) => (parts.host.as_str(), 3000),
                    };
                    out.push(finding(path, &what, host, port));
                }
            }
        }
        let probes = written.into_iter().flat_map(|written| {
            let named = written
                .probes
                .iter()
                .map(|(name, probe)| (service.path.key("probes").key(name), probe));
            written
                .probe
                .iter()
                .map(|probe| (service.path.key("probe"), probe))
                .chain(named)
        });
        for (path, entry) in probes {
            if let ProbeEntry::Probe(probe) = entry
                && let Some(parts) = probe.tcp.as_deref().and_then(parse_address)
                && parts.port.is_none()
            {
                out.push(finding(path.key("tcp"), "the probe", &parts.host, 443));
            }
        }
    }
}

fn finding(path: Path, what: &str, host: &str, port: u16) -> Diagnostic {
    Diagnostic::error(
        "address/no-port",
        format!("the address of {what} has no port"),
    )
    .at(Place::Value(path), "expected host:port")
    .help(format!(
        "write \"{host}:{port}\", with the port that it listens on"
    ))
}

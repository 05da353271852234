//! An address names a port of the host, or one that the app's Compose file says nothing of.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::foreign::compose::Service;
use crate::lints::context::{Context, Findings};
use crate::resolve::{Address, parse_address};

use super::is_reached_from_a_container;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(app) = context.inputs.app() else {
        return;
    };
    for (path, text) in context.strings {
        if !is_reached_from_a_container(path) {
            continue;
        }
        let Some(address) = parse_address(text).filter(Address::is_container) else {
            continue;
        };
        let Some((service, port)) = app.reached_as(&address.host).zip(address.port) else {
            continue;
        };
        if !service.listens().contains(&port) {
            out.extend(finding(path, text, service, port));
        }
    }
}

fn finding(path: &Path, text: &str, service: &Service, port: u16) -> Option<Diagnostic> {
    let of_host = service
        .ports
        .iter()
        .find(|known| known.published == Some(port))?;
    let inside = of_host.target;
    let instead = text.replacen(&format!(":{port}"), &format!(":{inside}"), 1);
    let name = &service.name;
    Some(
        Diagnostic::warning(
            "address/port-not-exposed",
            format!("`{name}` listens on {inside}, and {port} is the port of the host"),
        )
        .at(
            Place::Value(path.clone()),
            format!("the Compose file has `{port}:{inside}`: containers reach the second"),
        )
        .meant(Some(&instead), ""),
    )
}

//! `localhost` inside a container is the container itself.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::resolve::parse_address;

use super::is_reached_from_a_container;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (path, text) in context.strings {
        if !is_reached_from_a_container(path) {
            continue;
        }
        let Some(address) = parse_address(text).filter(|address| address.is_loopback()) else {
            continue;
        };
        let port = address
            .port
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        out.push(
            Diagnostic::error("address/localhost", format!("`{}` means the container itself", address.host))
                .at(Place::Value(path.clone()), "inside a container that is the container itself")
                .help(format!(
                    "use the Compose service name, or \"host.docker.internal{port}\" for something on the host"
                )),
        );
    }
}

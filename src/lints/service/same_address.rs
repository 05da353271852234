//! Two services with one address are one service, or a slip of the hand; so is one address twice in one service.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut seen: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for service in context.stack.services.iter().filter(|service| !service.own) {
        for (index, address) in service.addresses.iter().enumerate() {
            if service.addresses[..index].contains(address) {
                out.push(
                    Diagnostic::warning(
                        "service/same-address",
                        format!("`{}` has one address twice", service.name),
                    )
                    .at(
                        Place::Value(service.path.key("address").index(index)),
                        "named before in this list",
                    )
                    .help("take it out, or correct it"),
                );
                continue;
            }
            let first = seen
                .entry((service.kind.as_str(), address.as_str()))
                .or_insert(&service.name);
            if *first != service.name {
                out.push(
                    Diagnostic::warning(
                        "service/same-address",
                        format!("`{first}` and `{}` have one address", service.name),
                    )
                    .at(
                        Place::Value(Path::of(&["services", &service.name, "address"])),
                        "the same address",
                    )
                    .at(
                        Place::Value(Path::of(&["services", first, "address"])),
                        "as here",
                    )
                    .help("correct one of them, or take one out: every alert would come twice"),
                );
            }
        }
    }
}

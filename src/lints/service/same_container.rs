//! A container's series can have one `service` only.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::ContainerMatch;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for service in &context.stack.services {
        let named = match &service.container {
            Some(ContainerMatch::Name(name)) => format!("the container `{name}`"),
            Some(ContainerMatch::Pattern(pattern)) => format!("the containers `{pattern}`"),
            Some(ContainerMatch::Rest) => "all other containers".to_owned(),
            None => continue,
        };
        let first = seen.entry(named.clone()).or_insert(&service.name);
        if *first == service.name {
            continue;
        }
        let place = |name: &str| {
            let written = context
                .config
                .services
                .get(name)
                .is_some_and(|service| service.container.is_some());
            Place::Value(Path::of(&[
                "services",
                name,
                if written { "container" } else { "address" },
            ]))
        };
        // Two that take all that are left: one of them was meant for some of them.
        let help = match &service.container {
            Some(ContainerMatch::Rest) => format!(
                "name what `{}` is for: `container = \"name\"`, or `\"=~name-.+\"`",
                service.name
            ),
            _ => format!(
                "write `container = false` on one of them, and `depends_on = [\"{first}\"]` if it needs the other"
            ),
        };
        out.push(
            Diagnostic::error(
                "service/same-container",
                format!("`{first}` and `{}` both take {named}", service.name),
            )
            .at(place(&service.name), "taken here")
            .at(place(first), "and here")
            .help(help),
        );
    }
}

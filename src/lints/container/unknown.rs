//! `[images]`, `[resources]` and `[compose.services]` name containers of this stack.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Path, Place, nearest};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    let mut known: BTreeSet<&str> = BTreeSet::from([
        "prometheus",
        "alertmanager",
        "grafana",
        "access",
        "secrets",
        "reload",
    ]);
    for (name, used) in [
        ("node", stack.node_exporter),
        ("cadvisor", stack.cadvisor),
        ("blackbox", stack.blackbox),
    ] {
        if used {
            known.insert(name);
        }
    }
    if stack.grafana.domain.is_some() {
        known.insert("stack-proxy");
    }
    known.extend(
        stack
            .exporters
            .iter()
            .map(|exporter| exporter.name.as_str()),
    );
    let config = context.config;
    let images = config
        .images
        .keys()
        .map(|name| (Path::of(&["images", name]), name));
    let resources = config
        .resources
        .keys()
        .map(|name| (Path::of(&["resources", name]), name));
    let overlays = config
        .compose
        .services
        .keys()
        .map(|name| (Path::of(&["compose", "services", name]), name));
    for (path, name) in images.chain(resources).chain(overlays) {
        if known.contains(name.as_str()) {
            continue;
        }
        let near = nearest(name, known.iter().copied());
        let all: Vec<&str> = known.iter().copied().collect();
        out.push(
            Diagnostic::error(
                "container/unknown",
                format!("this stack has no container `{name}`"),
            )
            .at(Place::Key(path), "not a container of this stack")
            .meant(near, format!("containers are {}", all.join(", "))),
        );
    }
}

//! A receiver that no route names is never told.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let routing = &context.stack.routing;
    let used: BTreeSet<&str> = routing
        .receiver
        .iter()
        .chain(&routing.watchdog)
        .chain(routing.routes.iter().flat_map(|route| &route.receivers))
        .map(String::as_str)
        .collect();
    for receiver in &context.stack.receivers {
        if !used.contains(receiver.name.as_str())
            && (routing.receiver.is_some() || !routing.routes.is_empty())
        {
            out.push(
                Diagnostic::warning(
                    "receiver/unused",
                    format!("receiver `{}` is never told anything", receiver.name),
                )
                .at(key(&["receivers", &receiver.name]), "no route names it")
                .help("name it in `[routing]` or in a route, or take it out"),
            );
        }
    }
}

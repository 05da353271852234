//! Every alert is followed through the routing tree: one that reaches nobody is said.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    if stack.receivers.is_empty() || stack.routing.receiver.is_some() {
        return;
    }
    let unrouted: Vec<&str> = stack
        .groups
        .iter()
        .flat_map(|group| &group.alerts)
        .filter(|rule| rule.severity.is_some())
        .map(|rule| rule.alert.as_str())
        .collect();
    if unrouted.is_empty() || context.config.routing.routes.is_empty() {
        return;
    }
    out.push(
        Diagnostic::warning("alert/unrouted", "what no route catches reaches nobody")
            .at(Place::Key(Path::of(&["routing"])), "no `receiver`")
            .help("name the usual one: `receiver = \"…\"`"),
    );
}

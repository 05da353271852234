//! Every alert is followed through the routing tree: one that reaches nobody is said.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::delivery::Tellings;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    // Several receivers and none the usual one is said once, as `routing/no-receiver`; one that is not there as `receiver/unknown`.
    let usual = context.config.routing.receiver.as_ref();
    let unknown = usual.is_some_and(|usual| !context.config.receivers.contains_key(usual));
    if stack.receivers.is_empty()
        || unknown
        || (usual.is_none() && stack.routing.receiver.is_none())
    {
        return;
    }
    let tellings = Tellings::new(stack);
    let unrouted: BTreeSet<&str> = stack
        .groups
        .iter()
        .flat_map(|group| &group.alerts)
        .filter(|rule| rule.severity.is_some())
        .filter(|rule| {
            tellings
                .of(rule)
                .iter()
                .any(|telling| telling.receivers.is_empty())
        })
        .map(|rule| rule.alert.as_str())
        .collect();
    if unrouted.is_empty() {
        return;
    }
    let some: Vec<&str> = unrouted.iter().copied().take(5).collect();
    let more = unrouted.len().saturating_sub(some.len());
    let list = if more > 0 {
        format!("{} and {more} more", some.join(", "))
    } else {
        some.join(", ")
    };
    out.push(
        Diagnostic::warning(
            "alert/unrouted",
            format!("{} alerts reach nobody", unrouted.len()),
        )
        .at(Place::Key(Path::of(&["routing"])), list)
        .help("name who hears what no route catches: `receiver = \"…\"`"),
    );
}

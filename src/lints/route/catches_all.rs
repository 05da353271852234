//! A last route that asks nothing and changes nothing but the receiver is `[routing] receiver` in other words.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let routing = &context.config.routing;
    let Some((route, index)) = routing
        .routes
        .last()
        .zip(routing.routes.len().checked_sub(1))
    else {
        return;
    };
    let names: Vec<&str> = route.receivers().collect();
    let (true, true, [name]) = (
        route.r#match.is_empty(),
        route.mute.is_empty() && route.active.is_empty(),
        names.as_slice(),
    ) else {
        return;
    };
    out.push(
        Diagnostic::warning("route/catches-all", "the last route catches everything")
            .at(
                Place::Value(Path::of(&["routing", "routes"]).index(index)),
                "it asks for no label: the usual receiver is told nothing any more",
            )
            .help(if routing.receiver.as_deref() == Some(*name) {
                format!("take it out: `[routing]` tells `{name}` already")
            } else {
                format!("write `receiver = \"{name}\"` in `[routing]` and take this route out, or say what it matches")
            }),
    );
}

//! A time interval that no route names does nothing.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let routes = &context.config.routing.routes;
    for name in context.config.time_intervals.keys() {
        if !routes
            .iter()
            .any(|route| route.mute.contains(name) || route.active.contains(name))
        {
            out.push(
                Diagnostic::warning(
                    "time-interval/unused",
                    format!("time interval `{name}` does nothing"),
                )
                .at(
                    key(&["time_intervals", name]),
                    "no route names it in `mute` or `active`",
                )
                .help("name it in a route, or take it out"),
            );
        }
    }
}

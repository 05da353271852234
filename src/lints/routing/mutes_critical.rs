//! A mute over critical alerts is rarely meant.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::model::delivery::Matcher;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for route in context
        .stack
        .routing
        .routes
        .iter()
        .filter(|route| !route.mute.is_empty())
    {
        let catches_critical = route
            .matches
            .iter()
            .filter(|m| m.label == "severity")
            .all(|m| Matcher::new(m).holds("critical"));
        if catches_critical {
            out.push(
                Diagnostic::advice(
                    "routing/mutes-critical",
                    "critical alerts are muted at times",
                )
                .at(
                    Place::Value(route.path.key("mute")),
                    "nobody is told of them then",
                )
                .help("add `severity = \"warning\"` to `match`, or set `routing.mutes-critical = \"allow\"` in `[lint]` if it is meant"),
            );
        }
    }
}

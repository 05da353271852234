//! One receiver twice in one route is told once.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (index, route) in context.config.routing.routes.iter().enumerate() {
        let path = Path::of(&["routing", "routes"]).index(index);
        let mut seen: BTreeSet<&str> = route.receiver.iter().map(String::as_str).collect();
        for (position, name) in route.receivers.iter().enumerate() {
            if !seen.insert(name) {
                out.push(
                    Diagnostic::error(
                        "route/receiver-twice",
                        format!("`{name}` stands twice in one route"),
                    )
                    .at(
                        Place::Value(path.key("receivers").index(position)),
                        "named before in this route",
                    )
                    .help("take it out, or name the receiver that was meant"),
                );
            }
        }
    }
}

//! A route whose receivers are all out tells the usual receiver instead.

use crate::config::Receiver;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let is_out = |name: &str| {
        context
            .config
            .receivers
            .get(name)
            .is_some_and(|Receiver { enabled, .. }| *enabled == Some(false))
    };
    for (index, route) in context.config.routing.routes.iter().enumerate() {
        let path = Path::of(&["routing", "routes"]).index(index);
        let names: Vec<&str> = route.receivers().collect();
        if !names.is_empty() && names.iter().all(|name| is_out(name)) {
            let key = if route.receiver.is_some() {
                "receiver"
            } else {
                "receivers"
            };
            out.push(
                Diagnostic::warning("route/no-receiver", "nobody of this route is in")
                    .at(
                        Place::Value(path.key(key)),
                        "all of them are `enabled = false`",
                    )
                    .help("name somebody who is in: the usual receiver hears its alerts now"),
            );
        }
    }
}

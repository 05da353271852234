//! Who watches the watcher?

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    if context.stack.receivers.is_empty() || context.config.routing.watchdog.is_some() {
        return;
    }
    let place = if context.config.routing == crate::config::Routing::default() {
        key(&["receivers"])
    } else {
        key(&["routing"])
    };
    out.push(
        Diagnostic::advice("routing/no-watchdog", "nobody notices when alerting itself stops")
            .at(place, "no `watchdog`")
            .help("send the Watchdog every minute to a service outside this machine: `[routing] watchdog = \"<receiver>\"`"),
    );
}

//! Who watches the watcher?

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let config = context.config;
    let is_out = |name: &String| {
        let receiver = config.receivers.get(name);
        receiver.is_some_and(|receiver| receiver.enabled == Some(false))
    };
    let watchdog = config.routing.watchdog.as_ref();
    if context.stack.receivers.is_empty() || watchdog.is_some_and(|name| !is_out(name)) {
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

//! A signal of the file whose services are all out.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (name, signal) in &context.config.signals {
        let services = &context.config.services;
        let is_out = |service: &String| {
            services
                .get(service)
                .is_some_and(|written| written.enabled == Some(false))
        };
        if signal.enabled == Some(false)
            || signal.services.is_empty()
            || !signal.services.iter().all(is_out)
        {
            continue;
        }
        out.push(
            Diagnostic::warning(
                "signal/no-service",
                format!("no service has the signal `{name}`"),
            )
            .at(
                value(&["signals", name, "services"]),
                "all of them are `enabled = false`",
            )
            .help(format!(
                "add `enabled = false` to `[signals.{name}]` as well, or name a service that is in"
            )),
        );
    }
}

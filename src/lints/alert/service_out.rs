//! An alert of a service that is out speaks of nothing.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (name, alert) in &context.config.alerts {
        let Some(service) = alert
            .service
            .as_ref()
            .filter(|_| alert.enabled != Some(false))
        else {
            continue;
        };
        let is_out = context
            .config
            .services
            .get(service)
            .is_some_and(|written| written.enabled == Some(false));
        if is_out {
            let path = Path::of(&["services", service, "enabled"]);
            out.push(
                Diagnostic::warning(
                    "alert/service-out",
                    format!("alert `{name}` speaks of `{service}`, which is out"),
                )
                .at(
                    value(&["alerts", name, "service"]),
                    "the alert would be there, without the labels of this service",
                )
                .at(Place::Value(path), "out here")
                .help(format!(
                    "add `enabled = false` to `[alerts.{name}]` as well"
                )),
            );
        }
    }
}

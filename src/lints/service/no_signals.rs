//! A service of kind `metrics` without a signal of one's own is watched by its scrape alone.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let alerts = &context.config.alerts;
    for service in context.stack.services.iter().filter(|service| !service.own) {
        let Some(kind) = context.catalog.kinds.get(&service.kind) else {
            continue;
        };
        let own = context
            .config
            .signals
            .values()
            .any(|signal| signal.services.contains(&service.name));
        let asked = alerts
            .values()
            .any(|alert| alert.service.as_ref() == Some(&service.name));
        if kind.signals.is_empty() && service.sources.len() == 1 && !own && !asked {
            out.push(
                Diagnostic::advice(
                    "service/no-signals",
                    format!(
                        "nothing of `{}` is watched but whether it answers",
                        service.name
                    ),
                )
                .at(
                    value(&["services", &service.name, "kind"]),
                    format!("kind `{}` knows no signals of its own", service.kind),
                )
                .help(format!(
                    "add `[signals.<name>]` with `services = [\"{}\"]`",
                    service.name
                )),
            );
        }
    }
}

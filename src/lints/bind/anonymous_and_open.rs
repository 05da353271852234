//! Grafana without a login, open to the world.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let grafana = &context.stack.grafana;
    let Some(role) = grafana.anonymous else {
        return;
    };
    let open = grafana
        .bind
        .as_ref()
        .is_none_or(|bind| super::is_open(&bind.address));
    if open || role != crate::config::Role::Viewer {
        let finding = Diagnostic::warning(
            "bind/anonymous-and-open",
            format!("anybody is {} without logging in", role.grafana()),
        )
        .at(key(&["grafana", "anonymous"]), "no login is asked for");
        let finding = if context.config.grafana.bind.is_some() {
            finding.at(value(&["grafana", "bind"]), "and the port is open")
        } else {
            finding
        };
        out.push(
            finding.help("take `anonymous` out, or keep Grafana on 127.0.0.1 with role viewer"),
        );
    }
}

//! Prometheus and Alertmanager have no login of their own: on the host they need a password.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let config = context.config;
    let systems = [
        (
            "prometheus",
            "Prometheus",
            &context.stack.prometheus,
            config.prometheus.bind.is_some(),
        ),
        (
            "alertmanager",
            "Alertmanager",
            &context.stack.alertmanager,
            config.alertmanager.bind.is_some(),
        ),
    ];
    for (name, title, access, by_address) in systems {
        let Some(bind) = &access.bind else { continue };
        if access.password_hash.is_some() {
            continue;
        }
        let whom = if super::is_open(&bind.address) {
            "everybody who reaches this machine"
        } else {
            "every user of this machine"
        };
        out.push(
            Diagnostic::error("bind/no-password", format!("{title} listens on the host without a password"))
                .at(
                    Place::Value(Path::of(&[name, if by_address { "bind" } else { "port" }])),
                    format!("{whom} can read everything and silence alerts"),
                )
                .help(format!(
                    "add `password = {{ env = \"{}_PASSWORD\" }}` and its `password_hash` (htpasswd -nBC 12 \"\"), or take it out: Grafana shows the same",
                    name.to_uppercase()
                )),
        );
    }
}

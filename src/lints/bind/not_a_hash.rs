//! `password_hash` is a bcrypt hash. Anything else may be the password itself: it is pointed at, never repeated.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, value};
use crate::source::is_password_hash;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let servers = [
        ("prometheus", &context.config.prometheus.password_hash),
        ("alertmanager", &context.config.alertmanager.password_hash),
    ];
    for (server, hash) in servers {
        if hash.as_deref().is_some_and(|hash| !is_password_hash(hash)) {
            out.push(
                Diagnostic::error(
                    "bind/not-a-hash",
                    format!("`{server}.password_hash` is no bcrypt hash"),
                )
                .at(
                    value(&[server, "password_hash"]),
                    "expected 60 characters that begin with $2y$, $2b$ or $2a$",
                )
                .help("make one with `htpasswd -nBC 12 \"\"`; if this is the password itself, change it: it is known now"),
            );
        }
    }
}

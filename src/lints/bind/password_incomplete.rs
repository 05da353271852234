//! A password needs both: the hash for the server, the secret for the stack's own parts.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (name, access) in [
        ("prometheus", &context.stack.prometheus),
        ("alertmanager", &context.stack.alertmanager),
    ] {
        let (has, wants, help) = match (&access.password_file, &access.password_hash) {
            (Some(_), None) => (
                "password",
                "password_hash",
                "add its bcrypt hash: `htpasswd -nBC 12 \"\"` prints it",
            ),
            (None, Some(_)) => (
                "password_hash",
                "password",
                "add `password = { env = \"…\" }`: Grafana and Prometheus log in with it",
            ),
            _ => continue,
        };
        out.push(
            Diagnostic::error(
                "bind/password-incomplete",
                format!("`[{name}]` has `{has}`, but no `{wants}`"),
            )
            .at(key(&[name, has]), format!("needs `{wants}` as well"))
            .help(help),
        );
    }
}

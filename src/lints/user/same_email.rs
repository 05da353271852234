//! Grafana refuses two users with one mail address.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (login, user) in &context.config.grafana.users {
        let Some(email) = &user.email else { continue };
        let first = seen.entry(email.to_lowercase()).or_insert(login);
        if first != login {
            out.push(
                Diagnostic::error(
                    "user/same-email",
                    format!("`{first}` and `{login}` have one mail address"),
                )
                .at(
                    value(&["grafana", "users", login, "email"]),
                    "the same address",
                )
                .at(value(&["grafana", "users", first, "email"]), "as here")
                .help("give each their own: Grafana refuses the second"),
            );
        }
    }
}

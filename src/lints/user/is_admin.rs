//! The first login has a table of its own.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let admin = &context.stack.grafana.admin;
    if context.config.grafana.users.contains_key(admin) {
        out.push(
            Diagnostic::error(
                "user/is-admin",
                format!("`{admin}` is Grafana's first login"),
            )
            .at(
                key(&["grafana", "users", admin]),
                "made by Grafana itself, as administrator",
            )
            .help("give the person another login, or set `[grafana.admin]`"),
        );
    }
}

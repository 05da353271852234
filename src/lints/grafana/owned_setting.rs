//! What a key of the language sets, `settings` cannot set as well.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

/// Grafana's section and key, and the key of the language.
const OWNED: [(&str, &str, &str); 14] = [
    ("security", "admin_user", "grafana.admin.username"),
    ("security", "admin_password", "grafana.admin.password"),
    ("server", "root_url", "grafana.url"),
    ("server", "domain", "grafana.url"),
    ("server", "serve_from_sub_path", "grafana.url"),
    ("server", "http_port", "grafana.port"),
    ("server", "http_addr", "grafana.bind"),
    ("auth.anonymous", "enabled", "grafana.anonymous"),
    ("auth.anonymous", "org_role", "grafana.anonymous"),
    ("database", "type", "grafana.database"),
    ("database", "password", "grafana.database.password"),
    ("smtp", "host", "smtp.address"),
    ("smtp", "password", "smtp.password"),
    ("plugins", "preinstall", "grafana.plugins"),
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (section, keys) in &context.config.grafana.settings {
        for name in keys.keys() {
            if let Some((_, _, instead)) = OWNED.iter().find(|(s, k, _)| s == section && k == name)
            {
                out.push(
                    Diagnostic::error(
                        "grafana/owned-setting",
                        format!("monc sets `{section}.{name}` itself"),
                    )
                    .at(key(&["grafana", "settings", section, name]), "set twice")
                    .help(format!("write `{instead}` instead")),
                );
            }
        }
    }
}

//! Grafana's settings, as variables of its container.

use std::collections::BTreeMap;

use crate::config::Role;
use crate::emit::files::Files;
use crate::model::{Database, OAuth, Smtp, Stack, TlsClient, names};

use super::certificates::{path, secret_path};
use super::{grafana, secrets};

/// Variables under construction.
struct Settings {
    variables: BTreeMap<String, String>,
    /// The distroless image has no script that reads `…__FILE`; there Grafana itself reads the file.
    distroless: bool,
}

/// Name of a setting's variable: `auth.github` + `client_id` → `GF_AUTH_GITHUB_CLIENT_ID`.
pub fn variable(section: &str, key: &str) -> String {
    format!("GF_{section}_{key}")
        .chars()
        .map(|character| match character {
            c if c.is_ascii_alphanumeric() => c.to_ascii_uppercase(),
            _ => '_',
        })
        .collect()
}

impl Settings {
    fn set(&mut self, section: &str, key: &str, value: impl Into<String>) {
        self.variables.insert(variable(section, key), value.into());
    }

    fn secret(&mut self, section: &str, key: &str, file: &str) {
        let path = secret_path(file);
        let name = variable(section, key);
        if self.distroless {
            self.variables.insert(name, format!("$__file{{{path}}}"));
        } else {
            self.variables.insert(format!("{name}__FILE"), path);
        }
    }
}

/// All variables.
pub fn variables(stack: &Stack, files: &Files, distroless: bool) -> BTreeMap<String, String> {
    let mut settings = Settings {
        variables: BTreeMap::new(),
        distroless,
    };
    hardening(&mut settings, stack);
    server(&mut settings, stack);
    people(&mut settings, stack);
    if let Some(smtp) = &stack.smtp {
        mail(&mut settings, smtp);
    }
    if let Some(database) = &stack.grafana.database {
        store(&mut settings, database);
    }
    for oauth in &stack.grafana.oauth {
        sign_in(&mut settings, oauth);
    }
    if !stack.grafana.plugins.is_empty() {
        settings.set("plugins", "preinstall", stack.grafana.plugins.join(","));
    }
    if let Some(path) = home(stack, files) {
        settings.set("dashboards", "default_home_dashboard_path", path);
    }
    for (section, keys) in &stack.grafana.settings {
        for (key, value) in keys {
            settings.set(section, key, value.clone());
        }
    }
    settings.variables
}

fn hardening(settings: &mut Settings, stack: &Stack) {
    for (section, key, value) in [
        ("analytics", "check_for_plugin_updates", "false"),
        ("analytics", "check_for_updates", "false"),
        ("analytics", "feedback_links_enabled", "false"),
        ("analytics", "reporting_enabled", "false"),
        ("log", "mode", "console"),
        ("news", "news_feed_enabled", "false"),
        ("security", "cookie_samesite", "lax"),
        ("security", "disable_gravatar", "true"),
        ("security", "x_content_type_options", "true"),
        ("snapshots", "external_enabled", "false"),
        ("users", "allow_org_create", "false"),
        ("users", "allow_sign_up", "false"),
        ("users", "auto_assign_org_role", "Viewer"),
    ] {
        settings.set(section, key, value);
    }
    if stack.grafana.plugins.is_empty() {
        // Nothing is fetched from the network at start.
        settings.set("plugins", "preinstall_disabled", "true");
    }
    let secure = stack.grafana.url.starts_with("https://");
    settings.set("security", "cookie_secure", secure.to_string());
    if secure {
        settings.set("security", "strict_transport_security", "true");
    }
}

fn server(settings: &mut Settings, stack: &Stack) {
    let url = &stack.grafana.url;
    settings.set(
        "server",
        "root_url",
        format!("{}/", url.trim_end_matches('/')),
    );
    if !grafana::sub_path(url).is_empty() {
        settings.set("server", "serve_from_sub_path", "true");
    }
    if let Some((certificate, key)) = &stack.grafana.certificate {
        settings.set("server", "protocol", "https");
        settings.set("server", "cert_file", path(certificate));
        settings.set("server", "cert_key", secret_path(key));
    }
}

fn people(settings: &mut Settings, stack: &Stack) {
    settings.set("security", "admin_user", stack.grafana.admin.clone());
    settings.secret("security", "admin_password", "admin_password");
    // Grafana encrypts passwords of data sources with this key in its database. monc's own data sources read theirs from files,
    // so without a key of one's own only what people add by hand rests on Grafana's public one.
    if secrets::of(stack, "grafana").any(|secret| secret.file == "secret_key") {
        settings.secret("security", "secret_key", "secret_key");
    }
    match stack.grafana.anonymous {
        Some(role) => {
            settings.set("auth.anonymous", "enabled", "true");
            settings.set("auth.anonymous", "org_role", role.grafana());
            settings.set("auth.anonymous", "hide_version", "true");
        }
        None => settings.set("auth.anonymous", "enabled", "false"),
    }
}

fn mail(settings: &mut Settings, smtp: &Smtp) {
    settings.set("smtp", "enabled", "true");
    settings.set("smtp", "host", smtp.address.clone());
    let (name, address) = mailbox(&smtp.from);
    settings.set("smtp", "from_address", address);
    if let Some(name) = name {
        settings.set("smtp", "from_name", name);
    }
    if let Some(username) = &smtp.username {
        settings.set("smtp", "user", username.clone());
    }
    if let Some(file) = &smtp.password_file {
        settings.secret("smtp", "password", file);
    }
    let policy = if smtp.require_tls {
        "MandatoryStartTLS"
    } else {
        "OpportunisticStartTLS"
    };
    // Port 465 is TLS from the first byte; the policy is about upgrading a plain connection.
    if !smtp.address.ends_with(":465") {
        settings.set("smtp", "startTLS_policy", policy);
    }
}

/// `Arena <alerts@arena.example>` → name and address.
fn mailbox(from: &str) -> (Option<String>, String) {
    match from.rsplit_once('<') {
        Some((name, address)) => (
            Some(name.trim().trim_matches('"').to_owned()).filter(|name| !name.is_empty()),
            address.trim_end().trim_end_matches('>').to_owned(),
        ),
        None => (None, from.to_owned()),
    }
}

fn store(settings: &mut Settings, database: &Database) {
    settings.set("database", "type", database.kind.clone());
    settings.set("database", "host", database.address.clone());
    settings.set("database", "name", database.database.clone());
    settings.set("database", "user", database.username.clone());
    if let Some(file) = &database.password_file {
        settings.secret("database", "password", file);
    }
    let Some(tls) = &database.tls else {
        return;
    };
    settings.set("database", "ssl_mode", ssl_mode(&database.kind, tls));
    for (key, file) in [
        ("ca_cert_path", &tls.ca_file),
        ("client_cert_path", &tls.cert_file),
        ("client_key_path", &tls.key_file),
        ("server_cert_name", &tls.server_name),
    ] {
        if let Some(file) = file {
            settings.set("database", key, file.clone());
        }
    }
}

fn ssl_mode(kind: &str, tls: &TlsClient) -> &'static str {
    match (kind, tls.skip_verify) {
        ("mysql", true) => "skip-verify",
        ("mysql", false) => "true",
        (_, true) => "require",
        (_, false) => "verify-full",
    }
}

fn sign_in(settings: &mut Settings, oauth: &OAuth) {
    let section = format!("auth.{}", oauth.provider);
    settings.set(&section, "enabled", "true");
    settings.set(&section, "client_id", oauth.client_id.clone());
    settings.secret(&section, "client_secret", &oauth.client_secret_file);
    settings.set(&section, "allow_sign_up", oauth.sign_up.to_string());
    settings.set(&section, "use_pkce", "true");
    if !oauth.scopes.is_empty() {
        settings.set(&section, "scopes", oauth.scopes.join(" "));
    }
    if !oauth.allowed_organizations.is_empty() {
        let organizations = oauth.allowed_organizations.join(" ");
        settings.set(&section, "allowed_organizations", organizations);
    }
    settings.set(&section, "role_attribute_path", literal(oauth.role));
    for (key, value) in &oauth.settings {
        settings.set(&section, key, value.clone());
    }
}

/// A JMESPath expression that is always this role.
fn literal(role: Role) -> String {
    format!("'{}'", role.grafana())
}

/// The file of the home dashboard, in the container.
fn home(stack: &Stack, files: &Files) -> Option<String> {
    let uid = stack.grafana.home.as_deref().unwrap_or(names::OVERVIEW_UID);
    files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix("grafana/dashboards/")?, text)))
        .find(|(_, text)| {
            serde_json::from_str::<serde_json::Value>(text)
                .is_ok_and(|dashboard| dashboard.get("uid").and_then(|u| u.as_str()) == Some(uid))
        })
        .map(|(path, _)| format!("{}/{path}", names::DASHBOARDS_FOLDER))
}

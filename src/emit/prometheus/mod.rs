//! Prometheus: configuration, targets, the list of services, rules.

mod annotations;
mod config;
mod facts;
mod proofs;
mod rules;
mod targets;

use serde_json::json;

use crate::model::{Stack, WebAccess, names};

use super::files::Files;
use super::{header, yaml};

/// Where the configuration folder is mounted in the container.
pub const FOLDER: &str = "/etc/prometheus";

/// All files of Prometheus.
pub fn emit(stack: &Stack) -> Files {
    let mut files = Files::new();
    files.insert("prometheus/prometheus.yml", config::text(stack));
    files.insert("prometheus/rules.yml", rules::text(stack));
    let proofs = proofs::of(stack);
    files.proved = proofs.proved;
    for (name, text) in proofs.files {
        files.insert(format!("prometheus/{name}"), text);
    }
    if let Some(records) = proofs::records(stack) {
        files.insert("prometheus/tests-records.yml", records);
    }
    files.insert("prometheus/facts/monc.prom", facts::text(stack));
    for job in &stack.jobs {
        files.insert(
            format!("prometheus/targets/{}.yml", job.name),
            targets::text(stack, job),
        );
    }
    for taken in &stack.rule_files {
        files.insert(taken.to.clone(), taken.text.clone());
    }
    if let Some(text) = web_config(stack, &stack.prometheus) {
        files.insert("prometheus/web.yml", text);
    }
    files
}

/// `web.yml` of Prometheus or Alertmanager: users with bcrypt hashes, the certificate.
pub fn web_config(stack: &Stack, access: &WebAccess) -> Option<String> {
    let mut config = serde_json::Map::new();
    if let Some((certificate, key)) = &access.certificate {
        let certificate = certificate.trim_start_matches("./");
        config.insert(
            "tls_server_config".into(),
            json!({
                "cert_file": format!("{}/{certificate}", names::CERTIFICATES_FOLDER),
                "key_file": format!("{}/{key}", names::SECRETS_FOLDER),
            }),
        );
    }
    if let Some(hash) = &access.password_hash {
        let user = access
            .username
            .clone()
            .unwrap_or_else(|| names::LOGIN.into());
        config.insert("basic_auth_users".into(), json!({ user: hash }));
    }
    (!config.is_empty()).then(|| {
        yaml::to_string(
            &header(stack, "Who may log in, and with which certificate."),
            &config,
        )
    })
}

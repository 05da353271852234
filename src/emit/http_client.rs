//! HTTP client keys that Prometheus, Alertmanager and the blackbox exporter share.

use serde_json::{Map, Value, json};

use crate::model::{Authentication, HttpClient};

/// Adds `basic_auth` or `authorization`, and `tls_config`.
pub fn add(client: &HttpClient, to: &mut Map<String, Value>) {
    match &client.authentication {
        Some(Authentication::Basic {
            username,
            password_file,
        }) => {
            to.insert(
                "basic_auth".into(),
                json!({ "username": username, "password_file": password_file }),
            );
        }
        Some(Authentication::Bearer { credentials_file }) => {
            to.insert(
                "authorization".into(),
                json!({ "credentials_file": credentials_file }),
            );
        }
        None => {}
    }
    if let Some(tls) = &client.tls {
        let mut keys = Map::new();
        for (key, value) in [
            ("ca_file", &tls.ca_file),
            ("cert_file", &tls.cert_file),
            ("key_file", &tls.key_file),
            ("server_name", &tls.server_name),
        ] {
            if let Some(value) = value {
                keys.insert(key.into(), value.clone().into());
            }
        }
        if tls.skip_verify {
            keys.insert("insecure_skip_verify".into(), true.into());
        }
        if !keys.is_empty() {
            to.insert("tls_config".into(), keys.into());
        }
    }
}

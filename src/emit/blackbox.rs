//! The blackbox exporter's modules.

use serde_json::{Map, Value, json};

use crate::model::{ProbeModule, Prober, Stack};

use super::files::Files;
use super::{header, http_client, yaml};

/// `blackbox/blackbox.yml`, if anything is probed.
pub fn emit(stack: &Stack) -> Files {
    let mut files = Files::new();
    if stack.blackbox {
        let modules: Map<String, Value> = stack
            .probe_modules
            .iter()
            .map(|module| (module.name.clone(), self::module(module)))
            .collect();
        let text = yaml::to_string(
            &header(stack, "How probes ask, and what counts as an answer."),
            &json!({ "modules": modules }),
        );
        files.insert("blackbox/blackbox.yml", text);
    }
    files
}

fn module(module: &ProbeModule) -> Value {
    let mut keys = Map::new();
    let protocol = if module.ip.as_deref() == Some("6") {
        "ip6"
    } else {
        "ip4"
    };
    keys.insert("preferred_ip_protocol".into(), protocol.into());
    if module.ip.is_some() {
        keys.insert("ip_protocol_fallback".into(), false.into());
    }
    let (prober, keys) = match &module.prober {
        Prober::Http {
            method,
            status,
            body_has,
            body_lacks,
            redirects,
        } => {
            keys.insert("method".into(), method.clone().into());
            if !status.is_empty() {
                keys.insert("valid_status_codes".into(), json!(status));
            }
            if !redirects {
                keys.insert("follow_redirects".into(), false.into());
            }
            if let Some(pattern) = body_has {
                keys.insert("fail_if_body_not_matches_regexp".into(), json!([pattern]));
            }
            if let Some(pattern) = body_lacks {
                keys.insert("fail_if_body_matches_regexp".into(), json!([pattern]));
            }
            if !module.client.headers.is_empty() {
                keys.insert("headers".into(), json!(module.client.headers));
            }
            http_client::add(&module.client, &mut keys);
            ("http", keys)
        }
        Prober::Tcp { tls } => {
            if *tls {
                keys.insert("tls".into(), true.into());
                http_client::add(&module.client, &mut keys);
            }
            ("tcp", keys)
        }
        Prober::Icmp => ("icmp", keys),
        Prober::Dns { name, record_type } => {
            keys.insert("query_name".into(), name.clone().into());
            keys.insert("query_type".into(), record_type.clone().into());
            ("dns", keys)
        }
    };
    json!({ "prober": prober, "timeout": module.timeout.to_string(), prober: keys })
}

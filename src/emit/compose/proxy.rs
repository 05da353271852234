//! The reverse proxy in front of Grafana, with certificates that it gets and renews by itself.

use serde_json::{Map, Value, json};

use crate::emit::files::Files;
use crate::emit::header;
use crate::model::Stack;

use super::container::{add, bind, lasting, wait};
use super::{grafana, hash};

/// Name of its container.
pub const NAME: &str = "stack-proxy";

/// `proxy/Caddyfile`, where there is a public name.
pub fn configuration(stack: &Stack) -> Option<String> {
    // A host name has no other characters; anything else would be Caddy's own syntax.
    let domain: String = stack
        .grafana
        .domain
        .as_ref()?
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        .collect();
    let head: String = header(stack, "Automatic HTTPS in front of Grafana.")
        .lines()
        .map(|line| format!("# {line}\n"))
        .collect();
    let upstream = if stack.grafana.certificate.is_some() {
        "reverse_proxy https://grafana:3000 {\n\t\ttransport http {\n\t\t\ttls_insecure_skip_verify\n\t\t}\n\t}"
    } else {
        "reverse_proxy grafana:3000"
    };
    let home = grafana::sub_path(&stack.grafana.url);
    let redirect = if home.is_empty()
        || !home
            .chars()
            .all(|c| c.is_alphanumeric() || "/-_.".contains(c))
    {
        String::new()
    } else {
        format!("\tredir / {home}/\n")
    };
    Some(format!("{head}\n{domain} {{\n{redirect}\t{upstream}\n}}\n"))
}

/// Its container.
pub fn service(stack: &Stack, files: &Files) -> Map<String, Value> {
    let mut service = lasting(stack, NAME, "caddy");
    wait(&mut service, "grafana", "service_started");
    add(&mut service, "volumes", bind("./proxy", "/etc/caddy"));
    add(&mut service, "volumes", json!("proxy-data:/data"));
    service.insert(
        "ports".into(),
        json!(["0.0.0.0:80:80", "0.0.0.0:443:443", "0.0.0.0:443:443/udp"]),
    );
    service.insert("cap_add".into(), json!(["NET_BIND_SERVICE"]));
    service.insert("tmpfs".into(), json!(["/config:mode=0700,size=4m"]));
    hash::label(&mut service, files, &["proxy/"]);
    service
}

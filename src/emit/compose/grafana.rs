//! Grafana's container.

use serde_json::{Map, Value, json};

use crate::catalog::Catalog;
use crate::emit::files::Files;
use crate::model::{Stack, names};

use super::container::{add, bind, has_shell, image, lasting, set_healthcheck};
use super::{certificates, environment, hash, networks, secrets, servers};

/// Path below which Grafana is served: `` or `/grafana`.
pub fn sub_path(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after.find('/').map_or("", |start| &after[start..]);
    path.trim_end_matches('/')
}

/// URL inside the stack.
pub fn inner_url(stack: &Stack, host: &str) -> String {
    let scheme = if stack.grafana.certificate.is_some() {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://{host}:3000{}", sub_path(&stack.grafana.url))
}

/// Grafana.
pub fn service(stack: &Stack, files: &Files) -> Map<String, Value> {
    let name = "grafana";
    let mut service = lasting(stack, name, name);
    let provisioning = bind("./grafana/provisioning", "/etc/grafana/provisioning");
    add(&mut service, "volumes", provisioning);
    let dashboards = bind("./grafana/dashboards", names::DASHBOARDS_FOLDER);
    add(&mut service, "volumes", dashboards);
    add(
        &mut service,
        "volumes",
        json!("grafana-data:/var/lib/grafana"),
    );
    secrets::mount(stack, &mut service, name);
    certificates::mount(stack, &mut service, &certificates::of_grafana(stack));
    networks::join(&mut service, &stack.grafana.networks);
    let is_distroless = image(stack, name, name).contains("distroless");
    service.insert(
        "environment".into(),
        json!(environment::variables(stack, files, is_distroless)),
    );
    if let Some(bind) = &stack.grafana.bind {
        let published = servers::published(&bind.address, bind.port, 3000);
        add(&mut service, "ports", json!(published));
    }
    let known = Catalog::built_in().components.get(name);
    if known.is_some_and(|known| has_shell(&image(stack, name, name), known)) {
        let url = format!("{}/api/health", inner_url(stack, "127.0.0.1"));
        // -k: with a certificate, the container talks to itself under a name that the certificate does not have.
        let test = json!(["CMD", "curl", "-fsSk", "-o", "/dev/null", url]);
        set_healthcheck(&mut service, &test, "1m");
    }
    service.insert("tmpfs".into(), json!(["/tmp:mode=1777,size=64m"]));
    hash::label(&mut service, files, &["grafana/provisioning/"]);
    service
}

//! Prometheus and Alertmanager.

use serde_json::{Map, Value, json};

use crate::emit::files::Files;
use crate::emit::prometheus;
use crate::model::{Stack, WebAccess, names};

use super::certificates;
use super::container::{add, bind, lasting, set_command, set_healthcheck};
use super::{hash, networks, secrets};

/// Where a password or a certificate keeps plain requests out.
pub fn is_guarded(access: &WebAccess) -> bool {
    access.password_hash.is_some() || access.certificate.is_some()
}

/// Prometheus.
pub fn prometheus(stack: &Stack) -> Map<String, Value> {
    let name = "prometheus";
    let folder = prometheus::FOLDER;
    let mut service = lasting(stack, name, name);
    add(&mut service, "volumes", bind("./prometheus", folder));
    add(
        &mut service,
        "volumes",
        json!("prometheus-data:/prometheus"),
    );
    secrets::mount(stack, &mut service, name);
    certificates::mount(stack, &mut service, &certificates::of_prometheus(stack));
    networks::join(&mut service, &stack.networks);
    networks::join(&mut service, &stack.prometheus.networks);
    publish(&mut service, &stack.prometheus, 9090);
    let mut arguments = vec![
        format!("--config.file={folder}/prometheus.yml"),
        "--storage.tsdb.path=/prometheus".to_owned(),
        // After a restart, pending and firing alerts go on at once.
        "--rules.alert.for-grace-period=0s".to_owned(),
        // The list of services is a file that Prometheus serves to itself.
        format!("--web.user-assets={folder}/facts"),
    ];
    if !stack.at_least("prometheus", 3, 11) {
        if let Some(time) = stack.retention_time {
            arguments.push(format!("--storage.tsdb.retention.time={time}"));
        }
        if let Some(size) = stack.retention_size {
            arguments.push(format!("--storage.tsdb.retention.size={}B", size.0));
        }
    }
    arguments.extend(web_arguments(&stack.prometheus, folder));
    set_command(&mut service, arguments);
    let mut test = vec!["CMD", "/bin/promtool", "check", "healthy"];
    let client = format!("--http.config.file={folder}/client.yml");
    if is_guarded(&stack.prometheus) {
        test.push(&client);
    }
    let url = format!("--url={}", loopback(&stack.prometheus, 9090));
    test.push(&url);
    set_healthcheck(&mut service, &json!(test), "1m");
    service.insert("stop_grace_period".into(), json!("1m"));
    service
}

/// Alertmanager.
pub fn alertmanager(stack: &Stack, files: &Files) -> Map<String, Value> {
    let name = "alertmanager";
    let folder = "/etc/alertmanager";
    let mut service = lasting(stack, name, name);
    add(&mut service, "volumes", bind("./alertmanager", folder));
    add(
        &mut service,
        "volumes",
        json!("alertmanager-data:/alertmanager"),
    );
    secrets::mount(stack, &mut service, name);
    certificates::mount(stack, &mut service, &certificates::of_alertmanager(stack));
    networks::join(&mut service, &stack.alertmanager.networks);
    publish(&mut service, &stack.alertmanager, 9093);
    let mut arguments = vec![
        format!("--config.file={folder}/alertmanager.yml"),
        "--storage.path=/alertmanager".to_owned(),
        "--cluster.listen-address=".to_owned(),
        // Otherwise a fresh silence is lost when the process is killed within a quarter of an hour.
        "--data.maintenance-interval=1m".to_owned(),
    ];
    arguments.extend(web_arguments(&stack.alertmanager, folder));
    set_command(&mut service, arguments);
    if is_guarded(&stack.alertmanager) {
        let test = json!([
            "CMD",
            "amtool",
            format!("--http.config.file={folder}/client.yml"),
            format!("--alertmanager.url={}", loopback(&stack.alertmanager, 9093)),
            "alert",
            "query",
        ]);
        set_healthcheck(&mut service, &test, "30s");
        // A reload over HTTP would show the password in a process list: a changed configuration starts it anew instead.
        hash::label(&mut service, files, &["alertmanager/"]);
    }
    service
}

/// Configuration with which the container's own healthcheck logs in: `client.yml`.
pub fn client(access: &WebAccess) -> Option<Value> {
    if !is_guarded(access) {
        return None;
    }
    let mut client = Map::new();
    if let (Some(_), Some(file)) = (&access.password_hash, &access.password_file) {
        let username = access.username.as_deref().unwrap_or(names::LOGIN);
        client.insert(
            "basic_auth".into(),
            json!({ "username": username, "password_file": certificates::secret_path(file) }),
        );
    }
    if access.certificate.is_some() {
        // The container talks to itself, under a name that the certificate does not have.
        client.insert("tls_config".into(), json!({ "insecure_skip_verify": true }));
    }
    Some(Value::Object(client))
}

fn web_arguments(access: &WebAccess, folder: &str) -> Vec<String> {
    let mut arguments = Vec::new();
    if let Some(url) = &access.url {
        arguments.push(format!("--web.external-url={url}"));
        // Inside the stack the addresses stay the same, whatever path people see.
        arguments.push("--web.route-prefix=/".to_owned());
    }
    if is_guarded(access) {
        arguments.push(format!("--web.config.file={folder}/web.yml"));
    }
    arguments
}

fn loopback(access: &WebAccess, port: u16) -> String {
    let scheme = if access.certificate.is_some() {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://127.0.0.1:{port}")
}

fn publish(service: &mut Map<String, Value>, access: &WebAccess, port: u16) {
    if let Some(bind) = &access.bind {
        add(
            service,
            "ports",
            json!(published(&bind.address, bind.port, port)),
        );
    }
}

/// `127.0.0.1:3000:3000`; addresses of IPv6 in brackets.
pub fn published(address: &str, port: u16, inside: u16) -> String {
    let address = address.trim_matches(['[', ']']);
    if address.contains(':') {
        format!("[{address}]:{port}:{inside}")
    } else {
        format!("{address}:{port}:{inside}")
    }
}

//! The job `reload`, which takes up a changed configuration at every `up`, and `access`, which applies users, teams and
//! folders and then stays: a job that nothing depends on breaks `up --wait` and hides its failure.

use serde_json::{Map, Value, json};

use crate::catalog::Catalog;
use crate::emit::files::Files;
use crate::emit::prometheus;
use crate::model::{Stack, names};

use super::container::{add, bind, has_shell, image, set_healthcheck, small, wait};
use super::networks::OWN;
use super::{grafana, hash, secrets, servers};

/// Checks the configuration, then has it read again: by a signal, since `--web.enable-lifecycle` would let every neighbour on the
/// network stop Prometheus.
pub fn reload(stack: &Stack) -> Map<String, Value> {
    let component = "prometheus";
    let folder = prometheus::FOLDER;
    let mut service = small(stack, "reload", component);
    add(&mut service, "volumes", bind("./prometheus", folder));
    wait(&mut service, component, "service_healthy");
    let known = Catalog::built_in().components.get(component);
    let shell = known.is_some_and(|known| has_shell(&image(stack, "reload", component), known));
    if shell {
        service.insert("entrypoint".into(), json!(["/bin/sh", "-euc"]));
        let script = script(stack, &mut service);
        service.insert("command".into(), json!([script]));
    } else {
        // A distroless image can only check; Prometheus then reads the rest at its next start.
        service.insert("entrypoint".into(), json!(["/bin/promtool"]));
        let file = format!("{folder}/prometheus.yml");
        service.insert("command".into(), json!(["check", "config", file]));
    }
    service.insert("networks".into(), json!([OWN]));
    service.insert("restart".into(), json!("no"));
    service.insert("user".into(), json!("65534:65534"));
    service.insert("pid".into(), json!("service:prometheus"));
    service.insert("tmpfs".into(), json!(["/prometheus:size=1m"]));
    service
}

fn script(stack: &Stack, service: &mut Map<String, Value>) -> String {
    // In the moment between two renames of a `build` that was killed, the folder is a mixture.
    let mut kept = bind(
        &format!("./{}", names::RECORDS),
        &format!("/{}", names::RECORDS),
    );
    // Who copies the files elsewhere may leave that folder behind.
    kept["bind"]["create_host_path"] = json!(true);
    add(service, "volumes", kept);
    let interrupted = "a build was interrupted: run monc build again, then this";
    let mut lines = vec![
        format!(
            "if [ -e /{} ]; then echo '{interrupted}' >&2; exit 1; fi",
            names::JOURNAL
        ),
        format!(
            "promtool check config {}/prometheus.yml",
            prometheus::FOLDER
        ),
        "kill -HUP 1".to_owned(),
    ];
    if !servers::is_guarded(&stack.alertmanager) {
        wait(service, "alertmanager", "service_healthy");
        lines.push("wget -qO- --post-data= http://alertmanager:9093/-/reload".to_owned());
    }
    if stack.blackbox {
        let known = Catalog::built_in().components.get("blackbox_exporter");
        let blackbox = image(stack, "blackbox", "blackbox_exporter");
        let checked = known.is_some_and(|known| has_shell(&blackbox, known));
        let condition = if checked {
            "service_healthy"
        } else {
            "service_started"
        };
        wait(service, "blackbox", condition);
        lines.push("wget -qO- --post-data= http://blackbox:9115/-/reload".to_owned());
    }
    if !servers::is_guarded(&stack.prometheus) {
        lines.push("sleep 1".to_owned());
        lines.push(
            "wget -qO- http://prometheus:9090/metrics | grep '^prometheus_config_last_reload_successful 1'"
                .to_owned(),
        );
    }
    lines.push("echo reloaded".to_owned());
    lines.join("\n") + "\n"
}

/// Applies `grafana/access`, reports by its healthcheck, and stays.
pub fn access(stack: &Stack, files: &Files) -> Map<String, Value> {
    let mut service = small(stack, "access", "grafana");
    wait(&mut service, "grafana", "service_healthy");
    wait(&mut service, "reload", "service_completed_successfully");
    add(&mut service, "volumes", bind("./grafana/access", "/access"));
    // A folder that the image has and its user owns: a new volume takes over the owner.
    add(
        &mut service,
        "volumes",
        json!("access-data:/var/lib/grafana"),
    );
    secrets::mount(stack, &mut service, "access");
    let environment = json!({
        "GRAFANA_ADMIN": stack.grafana.admin,
        "GRAFANA_URL": grafana::inner_url(stack, "grafana"),
    });
    service.insert("environment".into(), environment);
    service.insert("networks".into(), json!([OWN]));
    service.insert("entrypoint".into(), json!(["/bin/sh", "/access/access.sh"]));
    service.insert("command".into(), json!([]));
    service.insert("restart".into(), json!("unless-stopped"));
    let test = json!(["CMD", "test", "-f", "/tmp/applied"]);
    set_healthcheck(&mut service, &test, "1m");
    service.insert("user".into(), json!("472:0"));
    service.insert("stop_grace_period".into(), json!("1s"));
    service.insert("tmpfs".into(), json!(["/tmp:mode=1777,size=4m"]));
    hash::label(&mut service, files, &["grafana/access/"]);
    service
}

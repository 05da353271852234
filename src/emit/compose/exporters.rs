//! Exporters: those of services, and the shared ones of the machine, its containers, and probes.

use serde_json::{Map, Value, json};

use crate::model::{ExporterContainer, SecretForm, Stack};

use super::certificates;
use super::container::{add, bind, lasting, set_command};
use super::{networks, secrets};

/// The exporter of one service.
pub fn of_service(stack: &Stack, exporter: &ExporterContainer) -> Map<String, Value> {
    let mut service = lasting(stack, &exporter.name, &exporter.component);
    secrets::mount(stack, &mut service, &exporter.name);
    certificates::mount(stack, &mut service, &exporter.files);
    networks::join(&mut service, &stack.networks);
    let mut environment: Map<String, Value> = exporter
        .environment
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let expands = secrets::of(stack, &exporter.name)
        .any(|secret| matches!(&secret.form, SecretForm::Template { escape, .. } if secrets::expands(*escape)));
    if expands {
        environment.insert(secrets::DOLLAR.into(), json!("$"));
    }
    if !environment.is_empty() {
        service.insert("environment".into(), Value::Object(environment));
    }
    if let Some((password, file)) = &exporter.password {
        let script = format!(
            "{0}=$(cat {file}); export {0}; exec {1} \"$@\"",
            password.variable, password.program
        );
        // The word after the script is its name, `$0`.
        let entrypoint = ["/bin/sh", "-euc", &script, &exporter.component];
        service.insert("entrypoint".into(), json!(entrypoint));
    }
    set_command(&mut service, exporter.args.clone());
    service
}

/// node_exporter, bridged: the host's own counters come through `/proc/1/net`, so neither the host's network nor its
/// processes are needed.
pub fn node(stack: &Stack) -> Map<String, Value> {
    let mut service = lasting(stack, "node", "node_exporter");
    service.insert(
        "volumes".into(),
        json!(["/:/host:ro", "/proc/1/net:/host/proc/net:ro"]),
    );
    // Devices of containers come and go; and the name of this container is what `nodename` shows.
    let arguments = [
        "--path.rootfs=/host",
        "--path.procfs=/host/proc",
        "--path.sysfs=/host/sys",
        "--path.udev.data=/host/run/udev/data",
        "--no-collector.netdev.netlink",
        "--no-collector.arp",
        "--no-collector.conntrack",
        "--collector.netdev.device-exclude=^(veth.*|br-.*|docker.*|lo)$",
        "--collector.netclass.ignored-devices=^(veth.*|br-.*|docker.*|lo)$",
        "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run/user/.+|run/credentials/.+|var/lib/docker/.+|var/lib/containers/.+)($|/)",
    ];
    set_command(&mut service, arguments.map(String::from).to_vec());
    service.insert("hostname".into(), json!(format!("{}-host", stack.name)));
    service
}

/// cAdvisor with the fewest rights that its documentation lets one expect to work: no privileged mode, no host file system, no
/// kernel messages. Not measured. It reads Docker's socket, which is as much as root on the host for whoever takes it over.
pub fn cadvisor(stack: &Stack) -> Map<String, Value> {
    let mut service = lasting(stack, "cadvisor", "cadvisor");
    service.insert(
        "volumes".into(),
        json!([
            "/sys:/sys:ro",
            "/var/lib/docker:/var/lib/docker:ro",
            "/var/run/docker.sock:/var/run/docker.sock:ro",
        ]),
    );
    service.insert("cap_add".into(), json!(["DAC_READ_SEARCH"]));
    let arguments = [
        "--docker_only=true",
        "--store_container_labels=false",
        "--whitelisted_container_labels=com.docker.compose.project,com.docker.compose.service",
        "--housekeeping_interval=15s",
        "--disable_metrics=advtcp,cpu_topology,cpuset,hugetlb,memory_numa,percpu,perf_event,process,referenced_memory,resctrl,sched,tcp,udp",
    ];
    set_command(&mut service, arguments.map(String::from).to_vec());
    service
}

/// The blackbox exporter; the sysctl lets it send pings without any capability, whatever the engine's default.
pub fn blackbox(stack: &Stack) -> Map<String, Value> {
    let mut service = lasting(stack, "blackbox", "blackbox_exporter");
    add(&mut service, "volumes", bind("./blackbox", "/etc/blackbox"));
    secrets::mount(stack, &mut service, "blackbox");
    certificates::mount(stack, &mut service, &certificates::of_blackbox(stack));
    networks::join(&mut service, &stack.networks);
    set_command(
        &mut service,
        vec!["--config.file=/etc/blackbox/blackbox.yml".to_owned()],
    );
    service.insert(
        "sysctls".into(),
        json!({ "net.ipv4.ping_group_range": "0 2147483647" }),
    );
    service
}

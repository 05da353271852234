//! A whole stack, read back by another YAML reader.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::emit;
use crate::catalog::SecretEscape;
use crate::emit::files::Files;
use crate::model::{
    Bind, ExporterContainer, Grafana, Secret, SecretForm, SecretSource, Smtp, Stack, Version,
    WebAccess,
};

fn secret(source: SecretSource, consumer: &str, file: &str, form: SecretForm) -> Secret {
    Secret {
        source,
        consumer: consumer.into(),
        file: file.into(),
        form,
        purpose: format!("{consumer}'s {file}"),
        rereads: false,
        default: false,
        path: crate::diagnostic::Path::root(),
    }
}

fn env(name: &str) -> SecretSource {
    SecretSource::Env(name.into())
}

fn file(path: &str) -> SecretSource {
    SecretSource::File(path.into())
}

fn template(text: &str, escape: SecretEscape) -> SecretForm {
    SecretForm::Template {
        template: text.into(),
        escape,
    }
}

fn stack() -> Stack {
    let admin = env("GRAFANA_ADMIN_PASSWORD");
    Stack {
        name: "arena".into(),
        source: "monitoring.toml".into(),
        blackbox: true,
        node_exporter: true,
        cadvisor: true,
        networks: vec!["arena_default".into(), "default".into()],
        grafana: Grafana {
            url: "http://localhost:3000".into(),
            bind: Some(Bind {
                address: "127.0.0.1".into(),
                port: 3000,
            }),
            admin: "admin".into(),
            ..Grafana::default()
        },
        exporters: vec![ExporterContainer {
            name: "db-exporter".into(),
            service: "db".into(),
            component: "postgres_exporter".into(),
            args: vec!["--flag=$x".into()],
            environment: BTreeMap::from([("DATA_SOURCE_URI".into(), "db:5432/p$d".into())]),
            files: BTreeMap::from([(
                "./certs/ca.pem".into(),
                "/etc/monc/certificates/certs/ca.pem".into(),
            )]),
            password: None,
        }],
        secrets: vec![
            secret(admin.clone(), "access", "admin_password", SecretForm::Plain),
            secret(
                file("secrets/smtp"),
                "alertmanager",
                "smtp",
                SecretForm::Plain,
            ),
            secret(
                env("DB_PASSWORD"),
                "db-exporter",
                "redis.json",
                template(
                    "{\"a\":\"{password}\",\"b\":\"{password}\"}",
                    SecretEscape::Json,
                ),
            ),
            secret(admin, "grafana", "admin_password", SecretForm::Plain),
        ],
        smtp: Some(Smtp {
            address: "smtp:587".into(),
            from: "Arena <a@b.example>".into(),
            require_tls: true,
            ..Smtp::default()
        }),
        ..Stack::default()
    }
}

fn compose(stack: &Stack) -> Value {
    let files = emit(stack, &Files::new());
    serde_yaml::from_str(files.get("docker-compose.yml").unwrap()).unwrap()
}

#[test]
fn every_container_is_hardened_and_has_limits() {
    let project = compose(&stack());
    let services = project["services"].as_object().unwrap();
    let names: Vec<&str> = services.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "access",
            "alertmanager",
            "blackbox",
            "cadvisor",
            "db-exporter",
            "grafana",
            "node",
            "prometheus",
            "reload",
            "secrets"
        ]
    );
    for (name, service) in services {
        assert_eq!(service["cap_drop"], json!(["ALL"]), "{name}");
        assert_eq!(service["read_only"], json!(name != "secrets"), "{name}");
        assert!(service["mem_limit"].is_string(), "{name}");
        assert!(service["pids_limit"].is_u64(), "{name}");
        assert!(service["user"].as_str().unwrap().contains(':'), "{name}");
        assert!(service["image"].as_str().unwrap().contains(':'), "{name}");
        assert!(service.get("privileged").is_none(), "{name}");
        let published = service.get("ports").is_some();
        assert_eq!(published, name == "grafana", "{name}");
    }
    assert_eq!(services["grafana"]["ports"], json!(["127.0.0.1:3000:3000"]));
    assert_eq!(services["secrets"]["network_mode"], "none");
}

#[test]
fn nothing_newer_than_the_oldest_engine_and_no_secret_in_sight() {
    let files = emit(&stack(), &Files::new());
    let text = files.get("docker-compose.yml").unwrap();
    for word in [
        "start_interval",
        "env_file",
        "configs:",
        "enable-lifecycle",
        "version:",
        "subpath",
    ] {
        assert!(!text.contains(word), "{word}");
    }
    // The variable of a secret is named where Compose takes it up, and as `${…}` only where nothing but its name comes out.
    assert_eq!(text.matches("${GRAFANA").count(), 1);
    assert!(text.contains("${GRAFANA_ADMIN_PASSWORD:+GRAFANA_ADMIN_PASSWORD}"));
}

#[test]
fn dollars_are_texts_but_overlays_are_composes_own() {
    let mut stack = stack();
    stack.overlays.insert(
        "grafana".into(),
        BTreeMap::from([(
            "environment".into(),
            json!({ "GF_USERS_DEFAULT_THEME": "${THEME}" }),
        )]),
    );
    let project = compose(&stack);
    let exporter = &project["services"]["db-exporter"];
    assert_eq!(exporter["command"], json!(["--flag=$$x"]));
    assert_eq!(exporter["environment"]["DATA_SOURCE_URI"], "db:5432/p$$d");
    let environment = &project["services"]["grafana"]["environment"];
    assert_eq!(environment["GF_USERS_DEFAULT_THEME"], "${THEME}");
    assert_eq!(
        environment["GF_SECURITY_ADMIN_PASSWORD__FILE"],
        "/run/secrets/admin_password"
    );
    assert_eq!(environment["GF_SMTP_FROM_NAME"], "Arena");
    assert_eq!(environment["GF_SMTP_FROM_ADDRESS"], "a@b.example");
}

#[test]
fn networks_made_elsewhere_are_external_and_default_is_left_alone() {
    let project = compose(&stack());
    assert_eq!(
        project["networks"],
        json!({ "monitoring": {}, "arena_default": { "name": "arena_default", "external": true } })
    );
    let joined = json!(["monitoring", "arena_default", "default"]);
    assert_eq!(project["services"]["prometheus"]["networks"], joined);
    assert_eq!(
        project["services"]["alertmanager"]["networks"],
        json!(["monitoring"])
    );
}

#[test]
fn retention_is_a_flag_only_where_the_file_cannot_say_it() {
    let flags = |stack: &Stack| compose(stack)["services"]["prometheus"]["command"].to_string();
    let mut stack = stack();
    stack.retention_time = crate::config::value::parse_duration("30d");
    stack.retention_size = crate::config::value::parse_bytes("20GB");
    assert!(!flags(&stack).contains("retention"));
    let old = Version {
        major: 3,
        minor: 5,
        patch: 3,
    };
    stack.versions.insert("prometheus".into(), old);
    assert!(flags(&stack).contains("--storage.tsdb.retention.time=30d"));
    assert!(flags(&stack).contains("--storage.tsdb.retention.size=20000000000B"));
}

#[test]
fn a_password_reaches_healthchecks_by_file_only() {
    let mut stack = stack();
    stack.alertmanager = WebAccess {
        password_hash: Some("$2y$hash".into()),
        password_file: Some("alertmanager_password".into()),
        ..WebAccess::default()
    };
    let files = emit(&stack, &Files::new());
    let client = files.get("alertmanager/client.yml").unwrap();
    assert!(client.contains("/run/secrets/alertmanager_password"));
    let project = compose(&stack);
    let alertmanager = &project["services"]["alertmanager"];
    assert!(
        alertmanager["healthcheck"]["test"]
            .to_string()
            .contains("--http.config.file")
    );
    assert!(alertmanager["labels"]["monc.config-hash"].is_string());
    let reload = project["services"]["reload"]["command"].to_string();
    assert!(!reload.contains("alertmanager"));
}

#[test]
fn the_example_names_every_variable_once() {
    let files = emit(&stack(), &Files::new());
    let example = files.get(".env.example").unwrap();
    for line in [
        "COMPOSE_REMOVE_ORPHANS=1",
        "GRAFANA_ADMIN_PASSWORD='change me'",
        "DB_PASSWORD='change me'",
    ] {
        assert_eq!(example.lines().filter(|l| *l == line).count(), 1, "{line}");
    }
    assert!(example.contains("docker compose restart db-exporter"));
    assert!(example.contains("# secrets/smtp"));
}

#[test]
fn a_password_for_a_variable_is_read_by_the_shell() {
    let exporter = ExporterContainer {
        name: "search-exporter".into(),
        service: "search".into(),
        component: "elasticsearch_exporter".into(),
        args: Vec::new(),
        environment: BTreeMap::new(),
        files: BTreeMap::new(),
        password: Some((
            crate::catalog::PasswordVariable {
                variable: "ES_PASSWORD".into(),
                program: "/bin/elasticsearch_exporter".into(),
            },
            "/run/secrets/password".into(),
        )),
    };
    let service = super::exporters::of_service(&Stack::default(), &exporter);
    assert_eq!(
        service["entrypoint"][2],
        "ES_PASSWORD=$(cat /run/secrets/password); export ES_PASSWORD; exec /bin/elasticsearch_exporter \"$@\""
    );
    assert!(service.get("environment").is_none());
}

//! Provisioning files. Every text goes through the escape for `$` there.

use serde_json::{Map, Value, json};

use crate::catalog::Catalog;
use crate::emit::{header, yaml};
use crate::escape::grafana::provisioning as escaped;
use crate::model::{DataSource, Stack, WebAccess, names};

/// Where dashboards are mounted in the container.
const DASHBOARDS: &str = "/etc/grafana/dashboards";

/// `datasources.yaml`: Prometheus, Alertmanager, and the file's own.
pub fn data_sources(stack: &Stack) -> String {
    let port = |component: &str, usual: u16| {
        Catalog::built_in()
            .components
            .get(component)
            .map_or(usual, |known| known.port)
    };
    let mut sources = vec![
        own(
            "Prometheus",
            "prometheus",
            names::PROMETHEUS_UID,
            &format!("prometheus:{}", port("prometheus", 9090)),
            &stack.prometheus,
            json!({
                "httpMethod": "POST",
                "timeInterval": stack.scrape_interval.to_string(),
                "prometheusType": "Prometheus",
                "manageAlerts": false,
                "alertmanagerUid": names::ALERTMANAGER_UID,
            }),
        ),
        own(
            "Alertmanager",
            "alertmanager",
            names::ALERTMANAGER_UID,
            &format!("alertmanager:{}", port("alertmanager", 9093)),
            &stack.alertmanager,
            json!({ "implementation": "prometheus", "handleGrafanaManagedAlerts": false }),
        ),
    ];
    if let Some(Value::Object(first)) = sources.first_mut() {
        first.insert("isDefault".into(), true.into());
    }
    sources.extend(stack.grafana.data_sources.iter().map(further));
    let file = json!({ "apiVersion": 1, "prune": true, "datasources": sources });
    yaml::to_string(&header(stack, "Where Grafana reads from."), &file)
}

fn own(
    name: &str,
    kind: &str,
    uid: &str,
    address: &str,
    access: &WebAccess,
    mut settings: Value,
) -> Value {
    let scheme = if access.certificate.is_some() {
        "https"
    } else {
        "http"
    };
    let mut keys = Map::new();
    keys.insert("name".into(), name.into());
    keys.insert("type".into(), kind.into());
    keys.insert("uid".into(), uid.into());
    keys.insert("access".into(), "proxy".into());
    keys.insert("url".into(), format!("{scheme}://{address}").into());
    keys.insert("editable".into(), false.into());
    if access.certificate.is_some()
        && let Some(settings) = settings.as_object_mut()
    {
        settings.insert("tlsSkipVerify".into(), true.into());
    }
    keys.insert("jsonData".into(), settings);
    if let Some(file) = &access.password_file {
        keys.insert("basicAuth".into(), true.into());
        let user = access
            .username
            .clone()
            .unwrap_or_else(|| names::LOGIN.into());
        keys.insert("basicAuthUser".into(), escaped(&user).into());
        keys.insert(
            "secureJsonData".into(),
            json!({ "basicAuthPassword": format!("$__file{{{}/{file}}}", names::SECRETS_FOLDER) }),
        );
    }
    keys.into()
}

fn further(source: &DataSource) -> Value {
    let mut keys = Map::new();
    keys.insert("name".into(), escaped(&source.name).into());
    keys.insert("type".into(), escaped(&source.kind).into());
    keys.insert("uid".into(), format!("monc-source-{}", source.name).into());
    keys.insert("access".into(), "proxy".into());
    for (key, value) in [
        ("url", &source.url),
        ("database", &source.database),
        ("user", &source.username),
    ] {
        if let Some(value) = value {
            keys.insert(key.into(), escaped(value).into());
        }
    }
    keys.insert("editable".into(), false.into());
    let mut settings: Map<String, Value> = source
        .settings
        .iter()
        .map(|(key, value)| (key.clone(), escaped_value(value)))
        .collect();
    if source.tls.as_ref().is_some_and(|tls| tls.skip_verify) {
        settings.insert("tlsSkipVerify".into(), true.into());
    }
    if !settings.is_empty() {
        keys.insert("jsonData".into(), settings.into());
    }
    if let Some(file) = &source.password_file {
        keys.insert(
            "secureJsonData".into(),
            json!({ "password": format!("$__file{{{file}}}") }),
        );
    }
    keys.into()
}

fn escaped_value(value: &Value) -> Value {
    match value {
        Value::String(text) => escaped(text).into(),
        Value::Array(items) => items.iter().map(escaped_value).collect(),
        Value::Object(keys) => keys
            .iter()
            .map(|(key, value)| (key.clone(), escaped_value(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// `dashboards.yaml`: one provider per folder with a fixed uid, so that permissions can name it.
pub fn dashboards(stack: &Stack) -> String {
    let used = |uid: &str| {
        uid == "monc"
            || stack
                .grafana
                .dashboards
                .iter()
                .any(|taken| taken.folder.as_deref() == Some(uid))
    };
    let providers: Vec<Value> = stack
        .grafana
        .folders
        .iter()
        .filter(|folder| used(&folder.uid))
        .map(|folder| {
            json!({
                "name": folder.uid,
                "orgId": 1,
                "folder": escaped(&folder.title),
                "folderUid": folder.uid,
                "type": "file",
                "disableDeletion": false,
                "allowUiUpdates": false,
                "updateIntervalSeconds": 10,
                "options": { "path": format!("{DASHBOARDS}/{}", folder.uid) },
            })
        })
        .collect();
    let file = json!({ "apiVersion": 1, "providers": providers });
    yaml::to_string(
        &header(
            stack,
            "Which dashboards Grafana shows, and in which folder.",
        ),
        &file,
    )
}

//! `prometheus.yml`.

use serde_json::{Map, Value, json};

use crate::catalog::Catalog;
use crate::config::value::Duration;
use crate::emit::{header, http_client, yaml};
use crate::escape;
use crate::model::{Authentication, Job, JobShape, Relabel, Stack, names};

/// First release that reads retention from the file correctly (earlier ones kept data a million times too long).
const RETENTION_IN_FILE: (u32, u32) = (3, 11);

/// The whole file.
pub fn text(stack: &Stack) -> String {
    let labels: Map<String, Value> = stack
        .external_labels
        .iter()
        .map(|(name, value)| (name.clone(), escape::relabel::external_label(value).into()))
        .collect();
    let mut config = Map::new();
    config.insert(
        "global".into(),
        json!({
            "scrape_interval": stack.scrape_interval.to_string(),
            "scrape_timeout": stack.scrape_timeout.to_string(),
            "evaluation_interval": stack.evaluation_interval.to_string(),
            "external_labels": labels,
        }),
    );
    let mut rules = vec![format!("{}/rules.yml", super::FOLDER)];
    if !stack.rule_files.is_empty() {
        rules.push(format!("{}/rules/*", super::FOLDER));
    }
    config.insert("rule_files".into(), json!(rules));
    config.insert(
        "alerting".into(),
        json!({ "alertmanagers": [alertmanager(stack)] }),
    );
    if let Some(retention) = retention(stack) {
        config.insert(
            "storage".into(),
            json!({ "tsdb": { "retention": retention } }),
        );
    }
    config.insert(
        "scrape_configs".into(),
        stack.jobs.iter().map(job).collect(),
    );
    if !stack.remote_write.is_empty() {
        let remotes: Vec<Value> = stack
            .remote_write
            .iter()
            .map(|remote| {
                let mut keys = Map::new();
                keys.insert("url".into(), remote.url.clone().into());
                if let Some(name) = &remote.name {
                    keys.insert("name".into(), name.clone().into());
                }
                http_client::add(&remote.client, &mut keys);
                keys.into()
            })
            .collect();
        config.insert("remote_write".into(), remotes.into());
    }
    yaml::to_string(&header(stack, "What is scraped, and how often."), &config)
}

fn retention(stack: &Stack) -> Option<Map<String, Value>> {
    if !stack.at_least("prometheus", RETENTION_IN_FILE.0, RETENTION_IN_FILE.1) {
        return None;
    }
    let mut keys = Map::new();
    if let Some(time) = stack.retention_time {
        keys.insert("time".into(), time.to_string().into());
    }
    if let Some(size) = stack.retention_size {
        // Prometheus' own units are powers of two: plain bytes say what is meant.
        keys.insert("size".into(), format!("{}B", size.0).into());
    }
    (!keys.is_empty()).then_some(keys)
}

fn alertmanager(stack: &Stack) -> Value {
    let port = Catalog::built_in()
        .components
        .get("alertmanager")
        .map_or(9093, |component| component.port);
    let mut keys = Map::new();
    if let Some(file) = &stack.alertmanager.password_file {
        let login = Authentication::Basic {
            username: stack
                .alertmanager
                .username
                .clone()
                .unwrap_or_else(|| names::LOGIN.into()),
            password_file: format!("{}/{file}", names::SECRETS_FOLDER),
        };
        let client = crate::model::HttpClient {
            authentication: Some(login),
            ..crate::model::HttpClient::default()
        };
        http_client::add(&client, &mut keys);
    }
    if stack.alertmanager.certificate.is_some() {
        keys.insert("scheme".into(), "https".into());
        keys.insert("tls_config".into(), json!({ "insecure_skip_verify": true }));
    }
    keys.insert(
        "static_configs".into(),
        json!([{ "targets": [format!("alertmanager:{port}")] }]),
    );
    keys.into()
}

fn job(job: &Job) -> Value {
    let mut keys = Map::new();
    keys.insert("job_name".into(), job.name.clone().into());
    let usual = |duration: Duration| Value::from(duration.to_string());
    keys.insert("scrape_interval".into(), usual(job.interval));
    keys.insert("scrape_timeout".into(), usual(job.timeout));
    if job.metrics_path != "/metrics" {
        keys.insert("metrics_path".into(), job.metrics_path.clone().into());
    }
    if job.scheme != "http" {
        keys.insert("scheme".into(), job.scheme.clone().into());
    }
    if job.shape == JobShape::Facts {
        keys.insert("honor_labels".into(), true.into());
    }
    if job.shape == JobShape::Container {
        // cAdvisor sends timestamps: without this a container that is gone stays for five minutes.
        keys.insert("track_timestamps_staleness".into(), true.into());
    }
    if !job.params.is_empty() {
        let params: Map<String, Value> = job
            .params
            .iter()
            .map(|(name, value)| (name.clone(), json!([value])))
            .collect();
        keys.insert("params".into(), params.into());
    }
    http_client::add(&job.client, &mut keys);
    if !job.client.headers.is_empty() {
        let headers: Map<String, Value> = job
            .client
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), json!({ "values": [value] })))
            .collect();
        keys.insert("http_headers".into(), headers.into());
    }
    if let Some(limit) = job.sample_limit {
        keys.insert("sample_limit".into(), limit.into());
    }
    keys.insert(
        "file_sd_configs".into(),
        json!([{ "files": [format!("{}/targets/{}.yml", super::FOLDER, job.name)] }]),
    );
    if job.shape == JobShape::Probe {
        let port = Catalog::built_in()
            .components
            .get("blackbox_exporter")
            .map_or(9115, |component| component.port);
        keys.insert(
            "relabel_configs".into(),
            json!([
                { "source_labels": ["__address__"], "target_label": "__param_target" },
                { "source_labels": ["__param_target"], "target_label": "instance" },
                { "target_label": "__address__", "replacement": format!("blackbox:{port}") },
            ]),
        );
    }
    if !job.metric_relabels.is_empty() {
        keys.insert(
            "metric_relabel_configs".into(),
            job.metric_relabels.iter().map(relabel).collect(),
        );
    }
    keys.into()
}

fn relabel(relabel: &Relabel) -> Value {
    let mut keys = Map::new();
    if !relabel.source_labels.is_empty() {
        keys.insert("source_labels".into(), json!(relabel.source_labels));
    }
    for (key, value) in [
        ("regex", &relabel.regex),
        ("target_label", &relabel.target_label),
        ("replacement", &relabel.replacement),
        ("action", &relabel.action),
    ] {
        if let Some(value) = value {
            keys.insert(key.into(), value.clone().into());
        }
    }
    keys.into()
}

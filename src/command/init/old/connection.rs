//! Intervals, logins and certificates of a job.

use serde_json::Value;

use crate::escape::toml;

use super::jobs::Job;
use super::rules::{list, text};
use super::told::Told;
use super::watched::Watched;

/// Adds them to a service.
pub fn add(service: &mut Watched, job: &Job<'_>, told: &mut Told) {
    let value = job.value;
    let name = service
        .job
        .to_uppercase()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    for (key, ours) in [
        ("scrape_interval", "interval"),
        ("scrape_timeout", "timeout"),
    ] {
        if let Some(duration) =
            text(value, key).filter(|text| text.chars().all(|c| c.is_ascii_alphanumeric()))
        {
            service
                .keys
                .push((format!("scrape.{ours}"), toml::string(&duration)));
        }
    }
    if let Some(limit) = value.get("sample_limit").and_then(Value::as_u64) {
        service
            .keys
            .push(("scrape.sample_limit".into(), limit.to_string()));
    }
    for (param, values) in value
        .get("params")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        match list(Some(values)).as_slice() {
            [one] => service.keys.push((
                format!("scrape.params.{}", toml::key(param)),
                toml::string(one),
            )),
            _ => told.dropped(
                format!("parameter `{param}` of job `{}`", job.name),
                "it has several values".to_owned(),
            ),
        }
    }
    if let Some(basic) = value.get("basic_auth") {
        let username = text(basic, "username").unwrap_or_default();
        let secret = told.secret(
            &format!("the password of job `{}`", job.name),
            text(basic, "password"),
            &format!("{name}_PASSWORD"),
        );
        service.keys.push((
            "scrape.basic_auth".into(),
            format!(
                "{{ username = {}, password = {secret} }}",
                toml::string(&username)
            ),
        ));
    }
    let bearer =
        text(value, "bearer_token").or_else(|| text(value.get("authorization")?, "credentials"));
    let from_file = value.get("bearer_token_file").is_some()
        || value
            .get("authorization")
            .is_some_and(|auth| auth.get("credentials_file").is_some());
    if bearer.is_some() || from_file {
        let secret = told.secret(
            &format!("the token of job `{}`", job.name),
            bearer,
            &format!("{name}_TOKEN"),
        );
        service.keys.push(("scrape.bearer_token".into(), secret));
    }
    if let Some(tls) = value.get("tls_config") {
        if tls.get("insecure_skip_verify") == Some(&Value::Bool(true)) {
            told.finding(format!("Job `{}` takes any certificate (`insecure_skip_verify`): whoever stands between may answer. `scrape.tls = {{ ca = \"…\" }}` names the authority instead", job.name));
            service
                .keys
                .push(("scrape.tls".into(), "{ skip_verify = true }".into()));
        } else if tls.get("ca_file").is_some() {
            told.dropped(format!("certificates of job `{}`", job.name), "put the authority's file beside monitoring.toml and write scrape.tls = { ca = \"…\" }".to_owned());
        }
    }
    for key in [
        "relabel_configs",
        "metric_relabel_configs",
        "honor_labels",
        "proxy_url",
    ] {
        if value.get(key).is_some() {
            told.dropped(format!("`{key}` of job `{}`", job.name), "monitoring.toml has no such key: targets are named, and labels are monc's own or `labels`".to_owned());
        }
    }
}

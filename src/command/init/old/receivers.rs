//! Receivers and routes of the old Alertmanager.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::command::init::draft::own_name;
use crate::escape::toml;

use super::super::page::list as toml_list;
use super::routes;
use super::rules::{list, text};
use super::told::Told;

/// What Alertmanager's file becomes, in TOML.
#[derive(Debug, Default)]
pub struct Delivery {
    /// Name and keys.
    pub receivers: Vec<(String, Vec<(String, String)>)>,
    pub smtp: Vec<(String, String)>,
    pub routing: Vec<(String, String)>,
    pub routes: Vec<Vec<(String, String)>>,
    pub intervals: Vec<(String, Vec<(String, String)>)>,
    /// Receivers of the old file that tell somebody.
    pub telling: BTreeSet<String>,
}

/// Reads the file.
pub fn read(
    config: &Value,
    severities: &BTreeMap<String, &'static str>,
    told: &mut Told,
) -> Delivery {
    let mut delivery = Delivery::default();
    let global = config.get("global").cloned().unwrap_or_default();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for receiver in config
        .get("receivers")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let Some(name) = text(receiver, "name") else {
            continue;
        };
        let ours = own_name(&name, &mut taken);
        let keys = keys(receiver, &ours, &global, &mut delivery, told);
        if keys.is_empty() {
            told.finding(format!(
                "Receiver `{name}` tells nobody: what is sent there is lost"
            ));
            told.dropped(format!("receiver `{name}`"), "it tells nobody".to_owned());
            continue;
        }
        told.became(format!("receiver `{name}`"), format!("receivers.{ours}"));
        names.insert(name.clone(), ours.clone());
        delivery.telling.insert(name);
        delivery.receivers.push((ours, keys));
    }
    routes::intervals(config, &mut delivery, told);
    let root = config.get("route").cloned().unwrap_or_default();
    routes::timing(&root, &mut delivery.routing, told, "the route at the top");
    if let Some(receiver) = text(&root, "receiver") {
        match names.get(&receiver) {
            Some(ours) => delivery
                .routing
                .insert(0, ("receiver".into(), toml::string(ours))),
            None => {
                if let Some((first, _)) = delivery.receivers.first() {
                    delivery
                        .routing
                        .insert(0, ("receiver".into(), toml::string(first)));
                }
            }
        }
    }
    routes::read(&root, &names, severities, &mut delivery, told);
    for rule in config
        .get("inhibit_rules")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let words = rule.to_string();
        if words.contains("critical") && words.contains("warning") {
            told.became(
                "inhibition of warnings by critical alerts".into(),
                "always there: critical holds back the warning of the same alert and service"
                    .into(),
            );
        } else {
            told.dropped(
                "an inhibition".into(),
                "monc makes its own: critical over warning, ServiceDown over the rest, depends_on"
                    .into(),
            );
        }
    }
    if !list(config.get("templates")).is_empty() {
        told.dropped("templates of messages".into(), "monc has messages of its own; `[routing] messages` takes templates that define monc.title and monc.text".into());
    }
    delivery
}

fn keys(
    receiver: &Value,
    name: &str,
    global: &Value,
    delivery: &mut Delivery,
    told: &mut Told,
) -> Vec<(String, String)> {
    let mut keys: Vec<(String, String)> = Vec::new();
    let upper = name.to_uppercase().replace('-', "_");
    let mut silent = Vec::new();
    for (kind, configs) in receiver.as_object().into_iter().flatten() {
        let Some(kind) = kind.strip_suffix("_configs") else {
            continue;
        };
        let mut configs = configs.as_array().into_iter().flatten();
        let Some(config) = configs.next() else {
            continue;
        };
        if kind != "email" && configs.next().is_some() {
            told.dropped(
                format!("further {kind} of receiver `{name}`"),
                "a receiver has one of each kind: name a second receiver".into(),
            );
        }
        if kind == "webhook" {
            bridge(&text(config, "url").unwrap_or_default(), name, told);
        }
        let mut secret = |what: &str, literal: Option<String>, variable: &str| {
            told.secret(
                &format!("{what} of receiver `{name}`"),
                literal,
                &variable_of(&upper, variable),
            )
        };
        let or_global =
            |key: &str, of_all: &str| text(config, key).or_else(|| text(global, of_all));
        let value = match kind {
            "email" => {
                let entries = receiver
                    .get("email_configs")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten();
                let to: Vec<String> = entries
                    .filter_map(|entry| text(entry, "to"))
                    .flat_map(|to| {
                        to.split(',')
                            .map(|one| one.trim().to_owned())
                            .collect::<Vec<_>>()
                    })
                    .filter(|to| to.contains('@') && !to.contains('$'))
                    .collect();
                smtp(config, global, delivery, told);
                if to.is_empty() {
                    told.dropped(
                        format!("email of receiver `{name}`"),
                        "whom it is sent to is a template".into(),
                    );
                    continue;
                }
                let to = toml_list(&to);
                format!("{{ to = {to} }}")
            }
            "slack" => {
                let url = secret(
                    "the webhook URL",
                    or_global("api_url", "slack_api_url"),
                    "SLACK_WEBHOOK_URL",
                );
                match text(config, "channel") {
                    Some(channel) => format!(
                        "{{ webhook_url = {url}, channel = {} }}",
                        toml::string(&channel)
                    ),
                    None => format!("{{ webhook_url = {url} }}"),
                }
            }
            "discord" => format!(
                "{{ webhook_url = {} }}",
                secret(
                    "the webhook URL",
                    text(config, "webhook_url"),
                    "DISCORD_WEBHOOK_URL"
                )
            ),
            "msteams" | "msteamsv2" => format!(
                "{{ webhook_url = {} }}",
                secret(
                    "the webhook URL",
                    text(config, "webhook_url"),
                    "TEAMS_WEBHOOK_URL"
                )
            ),
            "telegram" => {
                let token = secret("the token", text(config, "bot_token"), "TELEGRAM_TOKEN");
                let chat = text(config, "chat_id").filter(|chat| {
                    chat.trim_start_matches('-')
                        .chars()
                        .all(|c| c.is_ascii_digit())
                        && !chat.is_empty()
                });
                let chat = chat.map_or_else(
                    || {
                        format!(
                            "{{ env = {} }}",
                            toml::string(&format!("{upper}_TELEGRAM_CHAT"))
                        )
                    },
                    |chat| toml::string(&chat),
                );
                format!("{{ token = {token}, chat = {chat} }}")
            }
            "webhook" => {
                let url = text(config, "url").unwrap_or_default();
                // A key or login in the address makes it a secret.
                let open = url.starts_with("http")
                    && !url.contains(['@', '?', '$', '{'])
                    && url.matches('/').count() <= 4;
                let url = if open {
                    toml::string(&url)
                } else {
                    secret("the address", Some(url), "WEBHOOK_URL")
                };
                format!("{{ url = {url} }}")
            }
            "pagerduty" => format!(
                "{{ routing_key = {} }}",
                secret(
                    "the key",
                    text(config, "routing_key").or_else(|| text(config, "service_key")),
                    "PAGERDUTY_KEY"
                )
            ),
            "opsgenie" => format!(
                "{{ api_key = {} }}",
                secret(
                    "the key",
                    or_global("api_key", "opsgenie_api_key"),
                    "OPSGENIE_KEY"
                )
            ),
            "pushover" => {
                let user = secret(
                    "the user's key",
                    text(config, "user_key"),
                    "PUSHOVER_USER_KEY",
                );
                format!(
                    "{{ user_key = {user}, token = {} }}",
                    secret("the token", text(config, "token"), "PUSHOVER_TOKEN")
                )
            }
            other => {
                told.dropped(
                    format!("{other} of receiver `{name}`"),
                    "monitoring.toml has no such receiver; `webhook` reaches anything".into(),
                );
                continue;
            }
        };
        let kind = if kind == "msteamsv2" { "msteams" } else { kind };
        // Of their own accord, mail and Slack do not tell that it is over.
        let resolved = config.get("send_resolved").and_then(Value::as_bool);
        if !resolved.unwrap_or(!["email", "slack"].contains(&kind)) {
            silent.push(kind.to_owned());
        }
        for key in ["title", "text", "html", "message", "subject", "headers"] {
            if config.get(key).is_some() {
                told.dropped(
                    format!("`{key}` of receiver `{name}`"),
                    "messages are monc's own: service, value, limit, what to do".into(),
                );
            }
        }
        keys.push((kind.to_owned(), value));
    }
    if !silent.is_empty() {
        told.finding(format!(
            "Receiver `{name}` ({}) was not told when it was over (`send_resolved`); now it is",
            silent.join(", ")
        ));
    }
    keys
}

/// `OPS_SLACK_WEBHOOK_URL`; a receiver that is called like its kind says it once.
fn variable_of(receiver: &str, variable: &str) -> String {
    match variable.split_once('_') {
        Some((kind, _)) if kind == receiver => variable.to_owned(),
        _ => format!("{receiver}_{variable}"),
    }
}

fn bridge(url: &str, name: &str, told: &mut Told) {
    let placeholder = [
        "example.",
        "YOUR",
        "your-",
        "changeme",
        "CHANGE",
        "<",
        "xxx",
        "placeholder",
    ]
    .iter()
    .any(|word| url.contains(word));
    if placeholder {
        told.finding(format!(
            "Receiver `{name}` sends to a placeholder: nobody was told"
        ));
    }
    if ["/health", "/actuator", "/-/healthy", "/metrics"]
        .iter()
        .any(|end| url.contains(end))
    {
        told.finding(format!(
            "Receiver `{name}` sends to a health check, which answers and tells nobody"
        ));
    }
    if url.contains("localhost") || url.contains("127.0.0.1") {
        told.finding(format!("Receiver `{name}` sends to localhost, which inside Alertmanager's container is that container itself"));
    }
}

fn smtp(config: &Value, global: &Value, delivery: &mut Delivery, told: &mut Told) {
    if !delivery.smtp.is_empty() {
        return;
    }
    let of = |own: &str, all: &str| text(config, own).or_else(|| text(global, all));
    let plain = |value: &String| !value.contains(['$', '{']);
    if let Some(host) = of("smarthost", "smtp_smarthost").filter(plain) {
        delivery.smtp.push(("address".into(), toml::string(&host)));
    }
    if let Some(from) = of("from", "smtp_from").filter(plain) {
        delivery.smtp.push(("from".into(), toml::string(&from)));
    }
    if let Some(username) = of("auth_username", "smtp_auth_username").filter(plain) {
        delivery
            .smtp
            .push(("username".into(), toml::string(&username)));
        let secret = told.secret(
            "the password of the mail server",
            of("auth_password", "smtp_auth_password"),
            "SMTP_PASSWORD",
        );
        delivery.smtp.push(("password".into(), secret));
    }
    let tls = config
        .get("require_tls")
        .or_else(|| global.get("smtp_require_tls"));
    if tls == Some(&Value::Bool(false)) {
        told.finding("Mails leave without TLS (`require_tls: false`): password and alerts can be read on the way".into());
        delivery.smtp.push(("require_tls".into(), "false".into()));
    }
}

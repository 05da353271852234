//! Receivers. Secrets are paths; whether a recovery is told is always written, since the defaults differ by integration.

use serde_json::{Map, Value, json};

use crate::emit::http_client;
use crate::model::{Integration, Receiver, Stack};

use super::routes::{NOBODY, watchdog_receiver};

/// All receivers, and the one that tells nobody.
pub fn all(stack: &Stack) -> Value {
    let mut out = vec![json!({ "name": NOBODY })];
    for receiver in &stack.receivers {
        out.push(one(&receiver.name, receiver, receiver.send_resolved));
        if stack.routing.watchdog.as_deref() == Some(&receiver.name) {
            out.push(one(&watchdog_receiver(&receiver.name), receiver, false));
        }
    }
    out.into()
}

fn one(name: &str, receiver: &Receiver, send_resolved: bool) -> Value {
    let mut keys = Map::new();
    keys.insert("name".into(), name.into());
    for integration in &receiver.integrations {
        let (key, configs) = configs(integration, send_resolved);
        keys.insert(key.into(), configs.into());
    }
    keys.into()
}

fn configs(integration: &Integration, send_resolved: bool) -> (&'static str, Vec<Value>) {
    let sends = |mut keys: Map<String, Value>| {
        keys.insert("send_resolved".into(), send_resolved.into());
        Value::Object(keys)
    };
    let of = |pairs: &[(&str, Value)]| -> Map<String, Value> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect()
    };
    let title = Value::from("{{ template \"monc.title\" . }}");
    let text = Value::from("{{ template \"monc.text\" . }}");
    match integration {
        Integration::Email { to, subject } => {
            let subject = subject
                .clone()
                .unwrap_or_else(|| "{{ template \"monc.title\" . }}".into());
            let mails = to.iter().map(|to| {
                sends(of(&[
                    ("to", to.clone().into()),
                    ("headers", json!({ "Subject": subject })),
                    ("text", text.clone()),
                    ("html", "{{ template \"monc.html\" . }}".into()),
                ]))
            });
            ("email_configs", mails.collect())
        }
        Integration::Slack {
            url_file,
            channel,
            title: own_title,
            text: own_text,
        } => {
            let mut keys = of(&[("api_url_file", url_file.clone().into())]);
            if let Some(channel) = channel {
                keys.insert(
                    "channel".into(),
                    crate::escape::go_template::text(channel).into(),
                );
            }
            keys.insert("title".into(), own_title.clone().map_or(title, Value::from));
            keys.insert("title_link".into(), "{{ template \"monc.link\" . }}".into());
            keys.insert("text".into(), own_text.clone().map_or(text, Value::from));
            ("slack_configs", vec![sends(keys)])
        }
        Integration::Discord { url_file } => {
            let keys = of(&[
                ("webhook_url_file", url_file.clone().into()),
                ("title", title),
                ("message", text),
            ]);
            ("discord_configs", vec![sends(keys)])
        }
        Integration::Msteams { url_file } => {
            let keys = of(&[
                ("webhook_url_file", url_file.clone().into()),
                ("title", title),
                ("text", text),
            ]);
            ("msteamsv2_configs", vec![sends(keys)])
        }
        Integration::Telegram {
            token_file,
            chat,
            chat_file,
        } => {
            let mut keys = of(&[("bot_token_file", token_file.clone().into())]);
            if let Some(chat) = chat {
                keys.insert("chat_id".into(), (*chat).into());
            }
            if let Some(file) = chat_file {
                keys.insert("chat_id_file".into(), file.clone().into());
            }
            keys.insert("parse_mode".into(), "".into());
            keys.insert(
                "message".into(),
                "{{ template \"monc.title\" . }}\n\n{{ template \"monc.text\" . }}".into(),
            );
            ("telegram_configs", vec![sends(keys)])
        }
        Integration::Webhook {
            url,
            url_file,
            client,
            max_alerts,
        } => {
            let mut keys = Map::new();
            if let Some(url) = url {
                keys.insert("url".into(), url.clone().into());
            }
            if let Some(file) = url_file {
                keys.insert("url_file".into(), file.clone().into());
            }
            if let Some(most) = max_alerts {
                keys.insert("max_alerts".into(), (*most).into());
            }
            let mut http = Map::new();
            http_client::add(client, &mut http);
            if !http.is_empty() {
                keys.insert("http_config".into(), http.into());
            }
            ("webhook_configs", vec![sends(keys)])
        }
        Integration::Pagerduty { routing_key_file } => {
            let keys = of(&[
                ("routing_key_file", routing_key_file.clone().into()),
                ("description", title),
                (
                    "severity",
                    "{{ or .CommonLabels.severity \"error\" }}".into(),
                ),
                ("details", json!({ "text": text })),
            ]);
            ("pagerduty_configs", vec![sends(keys)])
        }
        Integration::Opsgenie { api_key_file } => {
            let keys = of(&[
                ("api_key_file", api_key_file.clone().into()),
                ("message", title),
                ("description", text),
            ]);
            ("opsgenie_configs", vec![sends(keys)])
        }
        Integration::Pushover {
            user_key_file,
            token_file,
        } => {
            let keys = of(&[
                ("user_key_file", user_key_file.clone().into()),
                ("token_file", token_file.clone().into()),
                ("title", title),
                ("message", text),
                ("url", "{{ template \"monc.link\" . }}".into()),
            ]);
            ("pushover_configs", vec![sends(keys)])
        }
    }
}

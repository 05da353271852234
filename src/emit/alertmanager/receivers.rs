//! Receivers. Secrets are paths; whether a recovery is told is always written, since the defaults differ by integration.

use serde_json::{Map, Value, json};

use crate::emit::http_client;
use crate::escape::go_template;
use crate::model::{Integration, Receiver, Stack, names};

/// Page of the first alert; every message has one. Not a template of ours, since the file's own messages replace those.
const LINK: &str = "{{ (index .Alerts 0).Annotations.dashboard_url }}";

/// All receivers, and the one that tells nobody.
pub fn all(stack: &Stack) -> Value {
    // The file's own messages define a title and a text: mails are plain text then.
    let html = if stack.messages.is_empty() {
        "{{ template \"monc.html\" . }}"
    } else {
        ""
    };
    let mut out = vec![json!({ "name": names::NOBODY })];
    for receiver in &stack.receivers {
        out.push(one(&receiver.name, receiver, receiver.send_resolved, html));
        if stack.routing.watchdog.as_deref() == Some(&receiver.name) {
            let name = names::watchdog_receiver(&receiver.name);
            out.push(one(&name, receiver, false, html));
        }
    }
    out.into()
}

fn one(name: &str, receiver: &Receiver, send_resolved: bool, html: &str) -> Value {
    let mut keys = Map::new();
    keys.insert("name".into(), name.into());
    for integration in &receiver.integrations {
        let (key, configs) = configs(integration, send_resolved, html);
        keys.insert(key.into(), configs.into());
    }
    keys.into()
}

fn configs(
    integration: &Integration,
    send_resolved: bool,
    html: &str,
) -> (&'static str, Vec<Value>) {
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
                    ("to", go_template::text(to).into()),
                    ("headers", json!({ "Subject": subject })),
                    ("text", text.clone()),
                    ("html", html.into()),
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
                keys.insert("channel".into(), go_template::text(channel).into());
            }
            keys.insert("title".into(), own_title.clone().map_or(title, Value::from));
            keys.insert("title_link".into(), LINK.into());
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
                // A template in Alertmanager, as is every address of a mail.
                keys.insert("url".into(), go_template::text(url).into());
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
                ("url", LINK.into()),
            ]);
            ("pushover_configs", vec![sends(keys)])
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::all;
    use crate::diagnostic::Path;
    use crate::model::{HttpClient, Integration, Receiver, Stack, TakenFile};

    fn stack() -> Stack {
        let file = || "/run/secrets/x".to_owned();
        let integrations = vec![
            Integration::Email {
                to: vec!["{{ .Status }}@example.org".into()],
                subject: None,
            },
            Integration::Slack {
                url_file: file(),
                channel: None,
                title: None,
                text: None,
            },
            Integration::Discord { url_file: file() },
            Integration::Msteams { url_file: file() },
            Integration::Telegram {
                token_file: file(),
                chat: Some(-1),
                chat_file: None,
            },
            Integration::Webhook {
                url: Some("https://example.org/{{ .Status }}".into()),
                url_file: None,
                client: HttpClient::default(),
                max_alerts: None,
            },
            Integration::Pagerduty {
                routing_key_file: file(),
            },
            Integration::Opsgenie {
                api_key_file: file(),
            },
            Integration::Pushover {
                user_key_file: file(),
                token_file: file(),
            },
        ];
        Stack {
            receivers: vec![Receiver {
                name: "everything".into(),
                integrations,
                send_resolved: true,
                path: Path::root(),
            }],
            ..Stack::default()
        }
    }

    /// Names after `word` in `text`: `template "x"`, `define "x"`.
    fn names(text: &str, word: &str) -> BTreeSet<String> {
        text.replace("\\\"", "\"")
            .split(&format!("{word} \""))
            .skip(1)
            .filter_map(|rest| rest.split('"').next().map(str::to_owned))
            .collect()
    }

    #[test]
    fn messages_of_the_file_need_only_a_title_and_a_text() {
        let mut stack = stack();
        stack.messages = vec![TakenFile {
            path: "messages/own.tmpl".into(),
            to: "alertmanager/templates/own.tmpl".into(),
            text: String::new(),
            folder: None,
        }];
        let used = names(&all(&stack).to_string(), "template");
        assert_eq!(
            used.into_iter().collect::<Vec<_>>(),
            ["monc.text", "monc.title"]
        );
    }

    #[test]
    fn every_template_in_use_is_one_of_ours() {
        let ours = super::super::templates::TEXT;
        let mut used = names(&all(&stack()).to_string(), "template");
        assert!(used.contains("monc.html"));
        used.extend(names(ours, "template"));
        assert!(used.is_subset(&names(ours, "define")), "{used:?}");
    }

    #[test]
    fn recovery_is_told_or_not_by_every_integration() {
        let told = all(&stack()).to_string();
        assert_eq!(told.matches("\"send_resolved\":true").count(), 9);
        let mut silent = stack();
        silent.receivers[0].send_resolved = false;
        let told = all(&silent).to_string();
        assert_eq!(told.matches("\"send_resolved\":false").count(), 9);
    }

    #[test]
    fn addresses_are_not_templates() {
        let receivers = all(&stack());
        let everything = &receivers[1];
        for (text, rest) in [
            (
                &everything["email_configs"][0]["to"],
                " .Status }}@example.org",
            ),
            (&everything["webhook_configs"][0]["url"], " .Status }}"),
        ] {
            let text = text.as_str().unwrap();
            assert!(
                text.ends_with(&format!("{{{{ \"{{{{\" }}}}{rest}")),
                "{text}"
            );
        }
    }

    #[test]
    fn no_name_of_a_file_is_like_ours() {
        let mut stack = stack();
        stack.receivers[0].name = "monc-nobody".into();
        stack.routing.watchdog = Some("monc-nobody".into());
        let receivers = all(&stack);
        let names: Vec<&str> = receivers
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|receiver| receiver["name"].as_str())
            .collect();
        assert_eq!(
            names,
            ["monc.nobody", "monc-nobody", "monc.watchdog.monc-nobody"]
        );
    }
}

//! Who can be told: receivers with their secrets as files.

use crate::config::value::{Secret, SecretOrText};
use crate::config::{Receiver as Written, Telegram, Webhook};
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::model::{Authentication, HttpClient, Integration, Receiver, Smtp};

use super::scope::{Scope, enabled};
use super::secrets::{self, Use, file_name};

const ALERTMANAGER: &str = "alertmanager";

pub fn resolve(scope: &mut Scope<'_>) {
    smtp(scope);
    let config = scope.config;
    for (name, written) in config
        .receivers
        .iter()
        .filter(|(_, receiver)| enabled(receiver.enabled))
    {
        let path = Path::of(&["receivers", name]);
        let integrations = integrations(scope, name, written, &path);
        scope.stack.receivers.push(Receiver {
            name: name.clone(),
            integrations,
            send_resolved: written.send_resolved.unwrap_or(true),
            path,
        });
    }
}

fn smtp(scope: &mut Scope<'_>) {
    let Some(written) = &scope.config.smtp else {
        return;
    };
    let path = Path::of(&["smtp"]);
    let mut missing = |key: &str, help: &str| {
        scope.findings.push(
            Diagnostic::error("smtp/incomplete", format!("`[smtp]` has no `{key}`"))
                .at(Place::Key(path.clone()), format!("`{key}` is missing here"))
                .help(help.to_owned()),
        );
    };
    let (Some(address), Some(from)) = (&written.address, &written.from) else {
        if written.address.is_none() {
            missing("address", "add `address = \"smtp.example.org:587\"`");
        }
        if written.from.is_none() {
            missing("from", "add `from = \"alerts@example.org\"`");
        }
        return;
    };
    let file = "smtp_password".to_owned();
    if let Some(password) = &written.password {
        for (consumer, rereads) in [(ALERTMANAGER, true), ("grafana", false)] {
            secrets::add(
                scope,
                password,
                Use {
                    consumer,
                    file: file.clone(),
                    path: path.key("password"),
                    rereads,
                },
            );
        }
    }
    scope.stack.smtp = Some(Smtp {
        address: address.clone(),
        from: from.clone(),
        username: written.username.clone(),
        password_file: written.password.is_some().then_some(file),
        require_tls: written.require_tls.unwrap_or(true),
    });
}

/// Registers one secret of a receiver.
fn file(
    scope: &mut Scope<'_>,
    secret: &Secret,
    path: &Path,
    receiver: &str,
    kind: &str,
    key: &str,
) -> String {
    secrets::add(
        scope,
        secret,
        Use {
            consumer: ALERTMANAGER,
            file: file_name(&[receiver, kind, key]),
            path: path.key(kind).key(key),
            rereads: true,
        },
    )
}

fn integrations(
    scope: &mut Scope<'_>,
    name: &str,
    written: &Written,
    path: &Path,
) -> Vec<Integration> {
    let mut out = Vec::new();
    let need = |scope: &mut Scope<'_>, secret: &Option<Secret>, kind: &str, key: &str| match secret
    {
        Some(secret) => Some(file(scope, secret, path, name, kind, key)),
        None => {
            incomplete(scope, path, kind, key);
            None
        }
    };
    if let Some(email) = &written.email {
        match &email.to {
            Some(to) => out.push(Integration::Email {
                to: to.all().to_vec(),
                subject: email.subject.clone(),
            }),
            None => incomplete(scope, path, "email", "to"),
        }
        if scope.config.smtp.is_none() {
            scope.report(
                Diagnostic::error(
                    "smtp/missing",
                    format!("receiver `{name}` sends mail, but there is no `[smtp]`"),
                )
                .at(Place::Key(path.key("email")), "through which server?")
                .help("add `[smtp]` with `address` and `from`"),
            );
        }
    }
    if let Some(slack) = &written.slack
        && let Some(url_file) = need(scope, &slack.webhook_url, "slack", "webhook_url")
    {
        out.push(Integration::Slack {
            url_file,
            channel: slack.channel.clone(),
            title: slack.title.clone(),
            text: slack.text.clone(),
        });
    }
    if let Some(discord) = &written.discord
        && let Some(url_file) = need(scope, &discord.webhook_url, "discord", "webhook_url")
    {
        out.push(Integration::Discord { url_file });
    }
    if let Some(msteams) = &written.msteams
        && let Some(url_file) = need(scope, &msteams.webhook_url, "msteams", "webhook_url")
    {
        out.push(Integration::Msteams { url_file });
    }
    if let Some(telegram) = &written.telegram
        && let Some(token_file) = need(scope, &telegram.token, "telegram", "token")
    {
        out.extend(telegram_chat(scope, name, path, telegram, token_file));
    }
    if let Some(webhook) = &written.webhook {
        out.extend(webhook_integration(scope, name, path, webhook));
    }
    if let Some(pagerduty) = &written.pagerduty
        && let Some(routing_key_file) =
            need(scope, &pagerduty.routing_key, "pagerduty", "routing_key")
    {
        out.push(Integration::Pagerduty { routing_key_file });
    }
    if let Some(opsgenie) = &written.opsgenie
        && let Some(api_key_file) = need(scope, &opsgenie.api_key, "opsgenie", "api_key")
    {
        out.push(Integration::Opsgenie { api_key_file });
    }
    if let Some(pushover) = &written.pushover {
        let user = need(scope, &pushover.user_key, "pushover", "user_key");
        let token = need(scope, &pushover.token, "pushover", "token");
        if let (Some(user_key_file), Some(token_file)) = (user, token) {
            out.push(Integration::Pushover {
                user_key_file,
                token_file,
            });
        }
    }
    out
}

fn incomplete(scope: &mut Scope<'_>, path: &Path, kind: &str, key: &str) {
    let help = match key {
        "to" => "add `to = \"oncall@example.org\"`".to_owned(),
        "chat" => "add `chat = \"-1001234567890\"`".to_owned(),
        _ => format!(
            "add `{key} = {{ env = \"{}_{}\" }}`",
            kind.to_uppercase(),
            key.to_uppercase()
        ),
    };
    scope.report(
        Diagnostic::error(
            "receiver/incomplete",
            format!("`{}` has no `{key}`", path.key(kind)),
        )
        .at(
            Place::Key(path.key(kind)),
            format!("`{key}` is missing here"),
        )
        .help(help),
    );
}

fn telegram_chat(
    scope: &mut Scope<'_>,
    name: &str,
    path: &Path,
    telegram: &Telegram,
    token_file: String,
) -> Option<Integration> {
    let (chat, chat_file) = match &telegram.chat {
        Some(SecretOrText::Text(text)) => {
            match text.parse::<i64>() {
                Ok(chat) => (Some(chat), None),
                Err(_) => {
                    scope.report(
                    Diagnostic::error("receiver/not-a-chat", "a Telegram chat is a number")
                        .at(Place::Value(path.key("telegram").key("chat")), "not a number")
                        .help("write the chat's id, such as \"-1001234567890\" (negative for groups)"),
                );
                    return None;
                }
            }
        }
        Some(SecretOrText::Secret(secret)) => (
            None,
            Some(file(scope, secret, path, name, "telegram", "chat")),
        ),
        None => {
            incomplete(scope, path, "telegram", "chat");
            return None;
        }
    };
    Some(Integration::Telegram {
        token_file,
        chat,
        chat_file,
    })
}

fn webhook_integration(
    scope: &mut Scope<'_>,
    name: &str,
    path: &Path,
    webhook: &Webhook,
) -> Option<Integration> {
    let (url, url_file) = match &webhook.url {
        Some(SecretOrText::Text(url)) => (Some(url.clone()), None),
        Some(SecretOrText::Secret(secret)) => (
            None,
            Some(file(scope, secret, path, name, "webhook", "url")),
        ),
        None => {
            incomplete(scope, path, "webhook", "url");
            return None;
        }
    };
    let authentication = match (&webhook.basic_auth, &webhook.bearer_token) {
        (Some(basic), _) => Some(Authentication::Basic {
            username: basic.username.clone(),
            password_file: file(scope, &basic.password, path, name, "webhook", "password"),
        }),
        (None, Some(token)) => Some(Authentication::Bearer {
            credentials_file: file(scope, token, path, name, "webhook", "bearer_token"),
        }),
        (None, None) => None,
    };
    Some(Integration::Webhook {
        url,
        url_file,
        client: HttpClient {
            authentication,
            ..HttpClient::default()
        },
        max_alerts: webhook.max_alerts,
    })
}

//! `[smtp]` and `[receivers.<name>]`: who can be told, and how.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::connection::BasicAuth;
use super::value::{OneOrMany, Secret, SecretOrText};

/// The mail server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Smtp {
    /// `"smtp.example.org:587"`; port 465 is TLS from the start.
    pub address: Option<String>,
    /// Sender of the mails.
    pub from: Option<String>,
    /// User that logs in.
    pub username: Option<String>,
    /// Where the password of that user will be.
    pub password: Option<Secret>,
    /// `false`: plain text is accepted (a relay in the same network).
    pub require_tls: Option<bool>,
}

/// One receiver: several ways in one are all used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Receiver {
    #[schemars(extend("x-help" = "write { to = [\"name@example.com\"] }"))]
    pub email: Option<Email>,
    #[schemars(extend("x-help" = "write { webhook_url = { env = \"SLACK_WEBHOOK_URL\" } }"))]
    pub slack: Option<Slack>,
    #[schemars(extend("x-help" = "write { webhook_url = { env = \"DISCORD_WEBHOOK_URL\" } }"))]
    pub discord: Option<Discord>,
    #[schemars(extend("x-help" = "write { webhook_url = { env = \"MSTEAMS_WEBHOOK_URL\" } }"))]
    pub msteams: Option<Msteams>,
    pub telegram: Option<Telegram>,
    #[schemars(extend("x-help" = "write { url = { env = \"WEBHOOK_URL\" } }"))]
    pub webhook: Option<Webhook>,
    pub pagerduty: Option<Pagerduty>,
    pub opsgenie: Option<Opsgenie>,
    pub pushover: Option<Pushover>,
    /// `false`: recovery is not told.
    pub send_resolved: Option<bool>,
    /// `false` takes it out; references to it lapse.
    pub enabled: Option<bool>,
}

/// Mail, through `[smtp]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Email {
    /// One address or a list.
    pub to: Option<OneOrMany>,
    /// Subject in place of ours, an Alertmanager template.
    pub subject: Option<String>,
}

/// A Slack (or Mattermost, Rocket.Chat, Zulip) incoming webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Slack {
    pub webhook_url: Option<Secret>,
    /// `"#channel"` or `"@person"`; app webhooks have their own.
    pub channel: Option<String>,
    /// Title in place of ours, an Alertmanager template.
    pub title: Option<String>,
    /// Text in place of ours, an Alertmanager template.
    pub text: Option<String>,
}

/// A Discord webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Discord {
    pub webhook_url: Option<Secret>,
}

/// A Power Automate workflow URL of Microsoft Teams.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Msteams {
    pub webhook_url: Option<Secret>,
}

/// A Telegram bot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Telegram {
    /// Token of the bot.
    pub token: Option<Secret>,
    /// Number of the chat, negative for groups: `"-1001234567890"`.
    pub chat: Option<SecretOrText>,
}

/// Any HTTP endpoint that takes Alertmanager's JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Webhook {
    pub url: Option<SecretOrText>,
    pub basic_auth: Option<BasicAuth>,
    pub bearer_token: Option<Secret>,
    /// At most this many alerts in one message; all by default.
    #[schemars(range(min = 1))]
    pub max_alerts: Option<u32>,
}

/// PagerDuty, Events API v2.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Pagerduty {
    pub routing_key: Option<Secret>,
}

/// Opsgenie, until it ends on 2027-04-05.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Opsgenie {
    pub api_key: Option<Secret>,
}

/// Pushover.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Pushover {
    pub user_key: Option<Secret>,
    pub token: Option<Secret>,
}

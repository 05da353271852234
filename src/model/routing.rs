//! Receivers, routes, inhibition.

use crate::config::value::Duration;
use crate::diagnostic::Path;

use super::{HttpClient, LabelMatch};

/// The mail server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Smtp {
    pub address: String,
    pub from: String,
    pub username: Option<String>,
    /// Name of the secret's file in `/run/secrets` of the consumers (Alertmanager, Grafana).
    pub password_file: Option<String>,
    pub require_tls: bool,
}

/// Someone who can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    pub name: String,
    pub integrations: Vec<Integration>,
    pub send_resolved: bool,
    pub path: Path,
}

/// One way to tell. `*_file` are paths in Alertmanager's container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integration {
    Email {
        to: Vec<String>,
        subject: Option<String>,
    },
    Slack {
        url_file: String,
        channel: Option<String>,
        title: Option<String>,
        text: Option<String>,
    },
    Discord {
        url_file: String,
    },
    Msteams {
        url_file: String,
    },
    Telegram {
        token_file: String,
        chat: Option<i64>,
        chat_file: Option<String>,
    },
    Webhook {
        url: Option<String>,
        url_file: Option<String>,
        client: HttpClient,
        max_alerts: Option<u32>,
    },
    Pagerduty {
        routing_key_file: String,
    },
    Opsgenie {
        api_key_file: String,
    },
    Pushover {
        user_key_file: String,
        token_file: String,
    },
}

/// The routing tree: one level below the root, as the language has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Routing {
    /// Receiver of what no route catches; missing only when the file has no receiver at all.
    pub receiver: Option<String>,
    pub watchdog: Option<String>,
    pub group_by: Option<Vec<String>>,
    pub group_wait: Option<Duration>,
    pub group_interval: Option<Duration>,
    pub repeat_interval: Option<Duration>,
    pub within: Option<Duration>,
    pub routes: Vec<Route>,
}

/// One route, as the file says it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Route {
    pub name: Option<String>,
    /// All must hold.
    pub matches: Vec<LabelMatch>,
    /// Empty: the root's receiver.
    pub receivers: Vec<String>,
    pub group_by: Option<Vec<String>>,
    pub group_wait: Option<Duration>,
    pub group_interval: Option<Duration>,
    pub repeat_interval: Option<Duration>,
    pub mute: Vec<String>,
    pub active: Vec<String>,
    pub path: Path,
}

/// While an alert of the source fires, alerts of the target are held back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inhibition {
    /// `critical-over-warning`, `db-down`, …
    pub name: String,
    pub source: Vec<LabelMatch>,
    pub target: Vec<LabelMatch>,
    pub equal: Vec<String>,
}

/// A time interval, times as written (crossing midnight is split when it is emitted).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeInterval {
    pub name: String,
    pub weekdays: Vec<String>,
    pub times: Vec<TimeRange>,
    pub days_of_month: Vec<String>,
    pub months: Vec<String>,
    pub years: Vec<String>,
    pub location: String,
    pub path: Path,
}

/// Minutes since midnight, `end` up to 1440; `end <= start` crosses midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRange {
    pub start: u16,
    pub end: u16,
}

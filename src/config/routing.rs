//! `[routing]` and `[time_intervals.<name>]`: who is told what, and when.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::{Duration, Match};

/// Who is told what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Routing {
    /// Everything goes here, unless a route says otherwise; with exactly one receiver, not needed.
    pub receiver: Option<String>,
    /// Labels whose equal values make one message; `["alertname"]` by default.
    pub group_by: Option<Vec<String>>,
    /// How long the first message of a group waits for more alerts.
    pub group_wait: Option<Duration>,
    /// How long before a group that changed is told again.
    #[schemars(extend("x-positive" = true))]
    pub group_interval: Option<Duration>,
    /// How long before a group that did not change is told again.
    #[schemars(extend("x-positive" = true))]
    pub repeat_interval: Option<Duration>,
    /// Receiver that hears every minute that alerting works: a dead man's switch outside this machine.
    pub watchdog: Option<String>,
    /// A critical alert that a person can know only later than this is a finding.
    pub within: Option<Duration>,
    /// Alertmanager templates that define `monc.title` and `monc.text` in place of ours.
    pub messages: Vec<String>,
    /// In order, the first that matches wins.
    pub routes: Vec<Route>,
}

/// One route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Route {
    /// What people call it.
    pub name: Option<String>,
    /// Labels that an alert must have: `{ severity = "critical", team = ["a", "b"] }`.
    pub r#match: BTreeMap<String, Match>,
    pub receiver: Option<String>,
    /// All of these are told.
    #[schemars(length(min = 1))]
    pub receivers: Vec<String>,
    pub group_by: Option<Vec<String>>,
    pub group_wait: Option<Duration>,
    #[schemars(extend("x-positive" = true))]
    pub group_interval: Option<Duration>,
    #[schemars(extend("x-positive" = true))]
    pub repeat_interval: Option<Duration>,
    /// Time intervals in which nothing is told.
    pub mute: Vec<String>,
    /// Time intervals outside which nothing is told.
    pub active: Vec<String>,
}

/// A time of the week, month or year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct TimeInterval {
    /// `["saturday", "sunday"]` or `["monday:friday"]`.
    #[schemars(inner(regex(pattern = r"^(monday|tuesday|wednesday|thursday|friday|saturday|sunday)(:(monday|tuesday|wednesday|thursday|friday|saturday|sunday))?$")), extend("x-expected" = "a day such as \"sunday\" or a range such as \"monday:friday\""))]
    pub weekdays: Vec<String>,
    /// `["22:00-06:00"]`; may cross midnight.
    #[schemars(inner(regex(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")), extend("x-expected" = "a time range such as \"22:00-06:00\""))]
    pub times: Vec<String>,
    /// `["1:5", "-1"]`.
    #[schemars(inner(regex(pattern = r"^-?[0-9]{1,2}(:-?[0-9]{1,2})?$")), extend("x-expected" = "a day of the month such as \"1\", \"-1\" or \"1:5\""))]
    pub days_of_month: Vec<String>,
    /// `["december"]` or `["june:august"]`.
    pub months: Vec<String>,
    /// `["2027"]` or `["2027:2028"]`.
    #[schemars(inner(regex(pattern = r"^[0-9]{4}(:[0-9]{4})?$")), extend("x-expected" = "a year such as \"2027\""))]
    pub years: Vec<String>,
    /// Time zone, such as `"Europe/Paris"`; required.
    pub location: Option<String>,
}

impl Route {
    /// Names of the receivers, in the order written.
    pub fn receivers(&self) -> impl Iterator<Item = &str> {
        self.receiver
            .iter()
            .chain(&self.receivers)
            .map(String::as_str)
    }
}

//! Who is told: receivers, the ways that every alert goes, and the hours in which nobody hears of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::delivery::{Alert, Delivery, Tellings};
use crate::model::{Integration, Receiver, Stack};

use super::change::{Change, Topic, What, changed, listed};
use super::hours::{Hours, words};

/// Alert, severity, service.
type Key = (String, &'static str, String);

/// Receiver, and the time intervals `mute` and `active` of a way to it.
type Open = (String, Vec<String>, Vec<String>);

/// Who hears of an alert, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Way {
    receivers: BTreeSet<String>,
    hours: Hours,
}

pub fn changes(old: &Stack, new: &Stack) -> Vec<Change> {
    let mut out = receivers(old, new);
    let (before, after) = (ways(old), ways(new));
    let mut moved: BTreeMap<(Vec<String>, Vec<String>), Vec<String>> = BTreeMap::new();
    let mut silenced: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut heard: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, way) in &after {
        let Some(known) = before.get(key) else {
            continue;
        };
        let (alert, severity, service) = key;
        let name = if service.is_empty() {
            format!("{alert} {severity}")
        } else {
            format!("{alert} {severity} of {service}")
        };
        if known.receivers != way.receivers {
            let names = |way: &Way| way.receivers.iter().cloned().collect();
            moved
                .entry((names(known), names(way)))
                .or_default()
                .push(name.clone());
        }
        let lost = known.hours.without(&way.hours);
        let won = way.hours.without(&known.hours);
        // Who is told of it is said above, where nobody was or is at any time.
        if !lost.is_empty() && !way.receivers.is_empty() {
            silenced.entry(words(&lost)).or_default().push(name.clone());
        }
        if !won.is_empty() && !known.receivers.is_empty() {
            heard.entry(words(&won)).or_default().push(name);
        }
    }
    for ((was, is), alerts) in moved {
        out.push(Change {
            topic: Topic::Told,
            what: What::Changed,
            subject: "receivers".into(),
            text: match is.as_slice() {
                [] => format!(
                    "{} now {} nobody: {}",
                    counted(&alerts),
                    reach(&alerts),
                    kinds(&alerts)
                ),
                _ => format!(
                    "{}: {} → {} ({})",
                    counted(&alerts),
                    somebody(&was),
                    somebody(&is),
                    kinds(&alerts)
                ),
            },
            was: Some(somebody(&was)),
            is: Some(somebody(&is)),
            of: alerts,
        });
    }
    for (hours, verb, all) in silenced
        .into_iter()
        .map(|(hours, all)| (hours, "nobody", all))
        .chain(
            heard
                .into_iter()
                .map(|(hours, all)| (hours, "somebody again", all)),
        )
    {
        out.push(Change {
            topic: Topic::Told,
            what: What::Changed,
            subject: "hours".into(),
            text: format!(
                "{} now {} {verb} {hours}: {}",
                counted(&all),
                reach(&all),
                kinds(&all)
            ),
            was: None,
            is: Some(format!("{verb} {hours}")),
            of: all,
        });
    }
    out
}

/// Their names, each once.
fn kinds(alerts: &[String]) -> String {
    let names: BTreeSet<String> = alerts
        .iter()
        .filter_map(|alert| alert.split(' ').next())
        .map(str::to_owned)
        .collect();
    listed(&names.into_iter().collect::<Vec<String>>())
}

fn counted(alerts: &[String]) -> String {
    match alerts.len() {
        1 => "1 alert".to_owned(),
        number => format!("{number} alerts"),
    }
}

fn reach(alerts: &[String]) -> &'static str {
    if alerts.len() == 1 {
        "reaches"
    } else {
        "reach"
    }
}

fn somebody(receivers: &[String]) -> String {
    if receivers.is_empty() {
        "nobody".to_owned()
    } else {
        receivers.join(", ")
    }
}

fn ways(stack: &Stack) -> BTreeMap<Key, Way> {
    let tellings = Tellings::new(stack);
    // Most alerts go few ways.
    let mut known: HashMap<Vec<Open>, Hours> = HashMap::new();
    Alert::all(stack)
        .iter()
        .map(|alert| {
            let deliveries = tellings.one(alert).deliveries;
            let told: Vec<&Delivery> = deliveries
                .iter()
                .filter(|one| one.receiver.is_some())
                .collect();
            let key = told
                .iter()
                .map(|one| {
                    let receiver = one.receiver.clone().unwrap_or_default();
                    (receiver, one.mute.clone(), one.active.clone())
                })
                .collect();
            let hours = known
                .entry(key)
                .or_insert_with(|| Hours::of(stack, &told))
                .clone();
            let receivers = told.iter().filter_map(|one| one.receiver.clone()).collect();
            let service = alert.service.unwrap_or_default().to_owned();
            let key = (alert.rule.alert.clone(), alert.severity(), service);
            (key, Way { receivers, hours })
        })
        .collect()
}

fn receivers(old: &Stack, new: &Stack) -> Vec<Change> {
    let all = |stack: &Stack| -> BTreeMap<String, String> {
        let receivers = stack.receivers.iter();
        receivers
            .map(|one| (one.name.clone(), means(one)))
            .collect()
    };
    let (before, after) = (all(old), all(new));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter_map(|name| {
            let (was, is) = (before.get(name).cloned(), after.get(name).cloned());
            let text = match (&was, &is) {
                (Some(was), None) => format!("receiver {name} is gone ({was})"),
                (None, Some(is)) => format!("receiver {name} is new ({is})"),
                _ => return changed(Topic::Told, &format!("receiver {name}"), &[], was, is),
            };
            let change = changed(Topic::Told, &format!("receiver {name}"), &[], was, is)?;
            Some(Change { text, ..change })
        })
        .collect()
}

/// `email to a@example.org, slack #alerts`; where its secrets are is no difference in meaning.
fn means(receiver: &Receiver) -> String {
    let ways: Vec<String> = receiver
        .integrations
        .iter()
        .map(|integration| match integration {
            Integration::Email { to, .. } => format!("email to {}", to.join(", ")),
            Integration::Slack { channel, .. } => match channel {
                Some(channel) => format!("slack {channel}"),
                None => "slack".to_owned(),
            },
            Integration::Discord { .. } => "discord".to_owned(),
            Integration::Msteams { .. } => "msteams".to_owned(),
            Integration::Telegram { .. } => "telegram".to_owned(),
            Integration::Webhook { .. } => "webhook".to_owned(),
            Integration::Pagerduty { .. } => "pagerduty".to_owned(),
            Integration::Opsgenie { .. } => "opsgenie".to_owned(),
            Integration::Pushover { .. } => "pushover".to_owned(),
        })
        .collect();
    let quiet = if receiver.send_resolved {
        ""
    } else {
        ", not told of recovery"
    };
    ways.join(" and ") + quiet
}

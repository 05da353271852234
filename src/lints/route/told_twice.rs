//! Two receivers of one route that lead to the same place: every alert comes twice.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::config::Receiver;
use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let receivers = &context.config.receivers;
    for route in &context.stack.routing.routes {
        for (position, name) in route.receivers.iter().enumerate() {
            let before = &route.receivers[..position];
            let Some(places) = receivers.get(name).map(places) else {
                continue;
            };
            let twice = before.iter().find_map(|other| {
                let known = self::places(receivers.get(other)?);
                let (way, _) = places.intersection(&known).next()?;
                Some((other, *way))
            });
            let Some((other, way)) = twice else {
                continue;
            };
            out.push(
                Diagnostic::warning(
                    "route/told-twice",
                    "every alert of this route comes twice to the same place",
                )
                .at(
                    Place::Value(route.path.key("receivers")),
                    format!("`{other}` and `{name}` have a `{way}` in common"),
                )
                .help(format!("take out `{other}` or `{name}`")),
            );
        }
    }
}

/// Where a receiver leads: the way, and what tells one place from another there. A secret is known by where it will be.
fn places(receiver: &Receiver) -> BTreeSet<(&'static str, String)> {
    let mut out = BTreeSet::new();
    if let Some(to) = receiver.email.as_ref().and_then(|email| email.to.as_ref()) {
        for address in to.all() {
            out.insert(("email", address.to_ascii_lowercase()));
        }
    }
    let keyed: [(&'static str, Option<Value>); 8] = [
        (
            "slack",
            receiver
                .slack
                .as_ref()
                .map(|slack| json!([slack.webhook_url, slack.channel])),
        ),
        (
            "discord",
            receiver.discord.as_ref().map(|way| json!(way.webhook_url)),
        ),
        (
            "msteams",
            receiver.msteams.as_ref().map(|way| json!(way.webhook_url)),
        ),
        (
            "telegram",
            receiver
                .telegram
                .as_ref()
                .map(|way| json!([way.token, way.chat])),
        ),
        (
            "webhook",
            receiver.webhook.as_ref().map(|way| json!(way.url)),
        ),
        (
            "pagerduty",
            receiver
                .pagerduty
                .as_ref()
                .map(|way| json!(way.routing_key)),
        ),
        (
            "opsgenie",
            receiver.opsgenie.as_ref().map(|way| json!(way.api_key)),
        ),
        (
            "pushover",
            receiver
                .pushover
                .as_ref()
                .map(|way| json!([way.user_key, way.token])),
        ),
    ];
    for (way, key) in keyed {
        out.extend(key.map(|key| (way, key.to_string())));
    }
    out
}

//! A receiver without a way to tell tells nobody.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (name, receiver) in &context.config.receivers {
        let ways = [
            receiver.email.is_some(),
            receiver.slack.is_some(),
            receiver.discord.is_some(),
            receiver.msteams.is_some(),
            receiver.telegram.is_some(),
            receiver.webhook.is_some(),
            receiver.pagerduty.is_some(),
            receiver.opsgenie.is_some(),
            receiver.pushover.is_some(),
        ];
        if !ways.contains(&true) {
            out.push(
                Diagnostic::error(
                    "receiver/empty",
                    format!("receiver `{name}` has no way to tell anybody"),
                )
                .at(
                    key(&["receivers", name]),
                    "no `email`, `slack`, `webhook`, …",
                )
                .help("add one: `email = { to = [\"oncall@example.org\"] }`"),
            );
        }
    }
}

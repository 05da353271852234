//! A stack without receivers tells nobody.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    if context.stack.receivers.is_empty() && !context.config.services.is_empty() {
        out.push(
            Diagnostic::warning("routing/nobody", "nobody is told: there is no receiver")
                .at(key(&["stack"]), "alerts of this stack reach nobody")
                .help("add one: `[receivers.chat]` with `slack = { webhook_url = { env = \"SLACK_WEBHOOK_URL\" } }`"),
        );
    }
}

//! Opsgenie ends on 2027-04-05.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (name, _) in context
        .config
        .receivers
        .iter()
        .filter(|(_, receiver)| receiver.opsgenie.is_some())
    {
        out.push(
            Diagnostic::warning("receiver/retiring", "Opsgenie ends on 2027-04-05")
                .at(
                    key(&["receivers", name, "opsgenie"]),
                    "from then on nobody is told this way",
                )
                .help("move to another way of paging before then"),
        );
    }
}

//! A matcher on a label that no alert has.

use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::lints::context::{Context, Findings, did_you_mean};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let labels = super::alert_labels(context.stack);
    for route in &context.stack.routing.routes {
        for matcher in &route.matches {
            if labels.contains_key(&matcher.label) {
                continue;
            }
            let near = nearest(&matcher.label, labels.keys().map(String::as_str));
            let all: Vec<&str> = labels.keys().map(String::as_str).collect();
            out.push(
                Diagnostic::error(
                    "route/unknown-label",
                    format!("no alert has a label `{}`", matcher.label),
                )
                .at(
                    Place::Key(route.path.key("match").key(&matcher.label)),
                    "not a label of any alert",
                )
                .help(did_you_mean(near, format!("labels are {}", all.join(", ")))),
            );
        }
    }
}

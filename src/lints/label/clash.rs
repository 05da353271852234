//! A label name is either the stack's or the services'.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (name, service) in &context.config.services {
        for label in service
            .labels
            .keys()
            .filter(|label| context.config.stack.labels.contains_key(*label))
        {
            out.push(
                Diagnostic::error(
                    "label/clash",
                    format!("the label `{label}` is on the stack and on a service"),
                )
                .at(
                    Place::Key(Path::of(&["services", name, "labels", label])),
                    "here for one service",
                )
                .at(
                    Place::Key(Path::of(&["stack", "labels", label])),
                    "here for all: it would be lost when alerts are sent",
                )
                .help("give one of them another name"),
            );
        }
    }
}

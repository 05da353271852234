//! Alertmanager forgets after a while what it has told.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::delivery::Tree;
use crate::model::names;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let kept = names::ALERTMANAGER_RETENTION;
    let mut said: BTreeSet<Path> = BTreeSet::new();
    for times in Tree::new(&context.stack.routing).times() {
        if times.repeat_interval <= kept {
            continue;
        }
        let place = super::place_of(context.stack, times.origin, &["repeat_interval"]);
        let Some(place) = place.filter(|place| said.insert(place.clone())) else {
            continue;
        };
        out.push(
            Diagnostic::warning(
                "routing/repeat-too-long",
                format!(
                    "what should be told again after {} is told again after {kept}",
                    times.repeat_interval
                ),
            )
            .at(
                Place::Value(place),
                format!("Alertmanager keeps what it has told for {kept}"),
            )
            .help(format!("write `repeat_interval = \"{kept}\"` or less")),
        );
    }
}

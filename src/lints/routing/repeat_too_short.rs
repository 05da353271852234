//! What is told again every few minutes is soon not read any more.

use std::collections::BTreeSet;

use crate::config::value::Duration;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::delivery::Tree;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let least = Duration::seconds(30 * 60);
    let mut said: BTreeSet<Path> = BTreeSet::new();
    for times in Tree::new(&context.stack.routing).times() {
        if times.repeat_interval >= least {
            continue;
        }
        let place = super::place_of(context.stack, times.origin, &["repeat_interval"]);
        let Some(place) = place.filter(|place| said.insert(place.clone())) else {
            continue;
        };
        out.push(
            Diagnostic::warning(
                "routing/repeat-too-short",
                format!("the same is told again every {}", times.repeat_interval),
            )
            .at(Place::Value(place), "expected half an hour or more")
            .help("write `repeat_interval = \"4h\"`; how soon it is told first is `group_wait`"),
        );
    }
}

//! What is told again every few minutes is soon not read any more.

use crate::config::value::Duration;
use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let least = Duration::seconds(30 * 60);
    for (place, repeat) in super::repeat_intervals(context.stack, |repeat| repeat < least) {
        out.push(
            Diagnostic::warning(
                "routing/repeat-too-short",
                format!("the same is told again every {repeat}"),
            )
            .at(Place::Value(place), "expected half an hour or more")
            .help("write `repeat_interval = \"4h\"`; how soon it is told first is `group_wait`"),
        );
    }
}

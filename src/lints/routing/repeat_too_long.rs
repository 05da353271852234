//! Alertmanager forgets after a while what it has told.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::model::names;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let kept = names::ALERTMANAGER_RETENTION;
    for (place, repeat) in super::repeat_intervals(context.stack, |repeat| repeat > kept) {
        out.push(
            Diagnostic::warning(
                "routing/repeat-too-long",
                format!("what should be told again after {repeat} is told again after {kept}"),
            )
            .at(
                Place::Value(place),
                format!("Alertmanager keeps what it has told for {kept}"),
            )
            .help(format!("write `repeat_interval = \"{kept}\"` or less")),
        );
    }
}

//! What is read must still be there.

use crate::config::value::Duration;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(kept) = context.stack.retention_time else {
        return;
    };
    let written = context
        .config
        .retention
        .metrics
        .as_ref()
        .map(|limits| match limits {
            crate::config::RetentionLimits::Time(_) => Path::of(&["retention", "metrics"]),
            crate::config::RetentionLimits::Limits(_) => {
                Path::of(&["retention", "metrics", "time"])
            }
        });
    for reach in crate::lints::promql::reaches(context) {
        let range = Duration {
            milliseconds: reach
                .range
                .milliseconds
                .saturating_add(reach.offset.milliseconds),
        };
        if range <= kept {
            continue;
        }
        let place = reach.place;
        let finding = Diagnostic::error(
            "retention/too-short",
            format!("the last {range} are read, but only {kept} are kept"),
        )
        .at(place, format!("reads {range}"));
        let finding = match &written {
            Some(path) => finding.at(Place::Value(path.clone()), format!("keeps {kept}")),
            None => finding,
        };
        out.push(finding.help(format!(
            "write `metrics = \"{range}\"` or more in `[retention]`"
        )));
    }
    let longest = context
        .stack
        .kinds
        .iter()
        .map(|kind| kind.window)
        .max()
        .unwrap_or_default();
    if kept < longest.max(Duration::seconds(3600))
        && let Some(path) = written
    {
        let least = longest.max(Duration::seconds(3600));
        out.push(
            Diagnostic::error(
                "retention/too-short",
                format!("{kept} are too short for the rules of this stack"),
            )
            .at(Place::Value(path), format!("rules read {least}"))
            .help("write a day or more: `metrics = \"15d\"`"),
        );
    }
}

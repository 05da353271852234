//! Of two limits of storage the one that is reached first holds.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::Capacity;

/// Estimates are good to a quarter.
const ROOM: f64 = 1.25;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let (Some(time), Some(size)) = (context.stack.retention_time, context.stack.retention_size)
    else {
        return;
    };
    let capacity = Capacity::of(context.stack, context.catalog);
    let wanted = time.milliseconds as f64 / 1000.0;
    let kept = capacity.kept(size.0);
    if kept * ROOM >= wanted {
        return;
    }
    let limit = |key: &str| Place::Value(Path::of(&["retention", "metrics", key]));
    out.push(
        Diagnostic::warning(
            "retention/size-too-small",
            format!(
                "{size} will hold about {:.1} days of metrics, not {time}",
                kept / 86_400.0
            ),
        )
        .at(limit("size"), "reached first")
        .at(
            limit("time"),
            format!(
                "never reached, at {:.0} samples a second",
                capacity.total.samples_per_second
            ),
        )
        .help("raise `size`, or lower `time` to what fits; `monc capacity` counts it by service"),
    );
}

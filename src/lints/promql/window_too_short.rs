//! A range must hold four samples: with fewer, one missed scrape silences the alert.

use crate::config::value::Duration;
use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let interval = context.stack.scrape_interval;
    let least = Duration {
        milliseconds: interval.milliseconds.saturating_mul(4),
    };
    for reach in super::reaches(context) {
        let (place, range) = (reach.place, reach.range);
        if range.milliseconds > 0 && range < least {
            out.push(
                Diagnostic::error(
                    "promql/window-too-short",
                    format!("a window of {range} holds too few samples"),
                )
                .at(place, format!("metrics are scraped every {interval}"))
                .help(format!("write at least `[{least}]`: four scrapes")),
            );
        }
    }
}

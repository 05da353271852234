//! A range must hold four samples: with fewer, one missed scrape silences the alert.

use crate::catalog::metric;
use crate::config::value::Duration;
use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::Reach;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for reach in super::reaches(context) {
        let interval = interval(context, &reach);
        let least = Duration {
            milliseconds: interval.milliseconds.saturating_mul(4),
        };
        let range = reach.range;
        if range.milliseconds > 0 && range < least {
            out.push(
                Diagnostic::error(
                    "promql/window-too-short",
                    format!("a window of {range} holds too few samples"),
                )
                .at(reach.place, format!("metrics are scraped every {interval}"))
                .help(format!("write at least `[{least}]`: four scrapes")),
            );
        }
    }
}

/// How often the metric is scraped: by the fastest job that may give it, where something is known of it.
fn interval(context: &Context<'_>, reach: &Reach) -> Duration {
    let stack = context.stack;
    let kind = reach.metric.as_deref().and_then(metric);
    if kind.is_none() && reach.service.is_none() {
        return stack.scrape_interval;
    }
    let jobs = stack.jobs.iter().filter(|job| {
        kind.is_none_or(|metric| job.kind == metric.kind)
            && reach
                .service
                .as_ref()
                .is_none_or(|name| job.targets.iter().any(|target| target.service == *name))
    });
    jobs.map(|job| job.interval)
        .min()
        .unwrap_or(stack.scrape_interval)
}

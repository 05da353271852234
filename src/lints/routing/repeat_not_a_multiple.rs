//! Alertmanager looks only once in a `group_interval` whether it is time to tell again.

use std::collections::BTreeSet;

use crate::config::value::Duration;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::delivery::Tree;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut said: BTreeSet<Path> = BTreeSet::new();
    for times in Tree::new(&context.stack.routing).times() {
        let (interval, repeat) = (times.group_interval, times.repeat_interval);
        let Some(next) = comes_after(interval, repeat) else {
            continue;
        };
        let place = super::place_of(
            context.stack,
            times.origin,
            &["repeat_interval", "group_interval"],
        );
        let Some(place) = place.filter(|place| said.insert(place.clone())) else {
            continue;
        };
        let help = if repeat > interval {
            format!("write `repeat_interval = \"{next}\"`, or another multiple of `group_interval`")
        } else {
            format!(
                "shorten `group_interval`, or write `repeat_interval = \"{}\"`",
                times_two(interval)
            )
        };
        out.push(
            Diagnostic::advice(
                "routing/repeat-not-a-multiple",
                format!("what should be told again after {repeat} is told again after {next}"),
            )
            .at(
                Place::Value(place),
                format!("`group_interval` is {interval}: groups are looked at that often"),
            )
            .help(help),
        );
    }
}

/// When the repetition comes, if not when it should. Measured on a real Alertmanager: with equal intervals it is every other
/// time, since the last message is not quite old enough.
fn comes_after(interval: Duration, repeat: Duration) -> Option<Duration> {
    let (interval_ms, repeat_ms) = (interval.milliseconds, repeat.milliseconds);
    if interval_ms == 0 || repeat_ms == 0 {
        return None;
    }
    if interval_ms == repeat_ms {
        return Some(times_two(interval));
    }
    (repeat_ms % interval_ms != 0).then(|| Duration {
        milliseconds: repeat_ms.div_ceil(interval_ms).saturating_mul(interval_ms),
    })
}

fn times_two(interval: Duration) -> Duration {
    Duration {
        milliseconds: interval.milliseconds.saturating_mul(2),
    }
}

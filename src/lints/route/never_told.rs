//! A route whose time intervals leave no minute in which anybody is told.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::model::delivery::minutes_of_the_week;
use crate::model::{Stack, TimeInterval};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    for route in &stack.routing.routes {
        let mute = intervals(stack, &route.mute);
        let active = intervals(stack, &route.active);
        // An interval without length has a finding of its own.
        let has_length =
            |interval: &&TimeInterval| interval.times.iter().all(|range| range.start != range.end);
        if !mute.iter().chain(&active).all(has_length) || !is_silent(&mute, &active) {
            continue;
        }
        let key = if mute.is_empty() { "active" } else { "mute" };
        let label = if active.is_empty() {
            "muted at every minute of the week"
        } else {
            "muted at every minute of the week in which it is active"
        };
        out.push(
            Diagnostic::warning("route/never-told", "this route never tells anybody")
                .at(Place::Value(route.path.key(key)), label)
                .help("leave some time; alerts that nobody is to hear of are turned off at their thresholds"),
        );
    }
}

fn intervals<'s>(stack: &'s Stack, names: &[String]) -> Vec<&'s TimeInterval> {
    let all = stack.time_intervals.iter();
    all.filter(|interval| names.contains(&interval.name))
        .collect()
}

/// Whether every minute is muted, or not active. Intervals of several places are compared as if their clocks were one only where
/// one of them is enough.
fn is_silent(mute: &[&TimeInterval], active: &[&TimeInterval]) -> bool {
    if mute.iter().any(|interval| interval.is_always()) {
        return true;
    }
    let mut places = mute.iter().chain(active).map(|interval| &interval.location);
    let first = places.next();
    if mute.is_empty() || !places.all(|place| Some(place) == first) {
        return false;
    }
    minutes_of_the_week().all(|moment| {
        let muted = mute
            .iter()
            .any(|interval| interval.holds(moment) == Some(true));
        // What depends on the date may be active.
        let may_be_active = active.is_empty()
            || active
                .iter()
                .any(|interval| interval.holds(moment) != Some(false));
        muted || !may_be_active
    })
}

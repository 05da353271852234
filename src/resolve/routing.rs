//! The routing tree and time intervals, names checked.

use crate::diagnostic::{Diagnostic, Path, Place, nearest};
use crate::model::{Route, Routing, TimeInterval, TimeRange};

use super::scope::{Scope, enabled};
use super::threshold_values::label_match;

pub fn resolve(scope: &mut Scope<'_>) {
    time_intervals(scope);
    let written = &scope.config.routing;
    let path = Path::of(&["routing"]);
    let only = match scope.stack.receivers.as_slice() {
        [one] => Some(one.name.clone()),
        _ => None,
    };
    let receiver = written
        .receiver
        .as_ref()
        .filter(|name| known_receiver(scope, name, path.key("receiver")))
        .cloned();
    if written.receiver.is_none() && scope.stack.receivers.len() > 1 {
        let names: Vec<&str> = scope
            .stack
            .receivers
            .iter()
            .map(|receiver| receiver.name.as_str())
            .collect();
        let place = if *written == crate::config::Routing::default() {
            Path::of(&["receivers"])
        } else {
            path.clone()
        };
        let finding = Diagnostic::error(
            "routing/no-receiver",
            "there are several receivers, and none is the usual one",
        )
        .at(
            Place::Key(place),
            "who is told when no route says otherwise?",
        )
        .help(format!(
            "add `[routing]` with `receiver = \"{}\"`, or {}",
            names.first().unwrap_or(&""),
            names[1..].join(", ")
        ));
        scope.report(finding);
    }
    let watchdog = written
        .watchdog
        .as_ref()
        .filter(|name| known_receiver(scope, name, path.key("watchdog")))
        .cloned();
    let mut routes = Vec::new();
    for (index, route) in written.routes.iter().enumerate() {
        let at = path.key("routes").index(index);
        let mut receivers = Vec::new();
        if let Some(name) = &route.receiver
            && known_receiver(scope, name, at.key("receiver"))
        {
            receivers.push(name.clone());
        }
        for (position, name) in route.receivers.iter().enumerate() {
            if known_receiver(scope, name, at.key("receivers").index(position))
                && !receivers.contains(name)
            {
                receivers.push(name.clone());
            }
        }
        let mut intervals = |key: &str, names: &[String]| -> Vec<String> {
            names
                .iter()
                .enumerate()
                .filter(|(position, name)| {
                    known_interval(scope, name, at.key(key).index(*position))
                })
                .map(|(_, name)| name.clone())
                .collect()
        };
        routes.push(Route {
            name: route.name.clone(),
            matches: route
                .r#match
                .iter()
                .map(|(label, matching)| label_match(label, matching))
                .collect(),
            receivers,
            group_by: route.group_by.clone(),
            group_wait: route.group_wait,
            group_interval: route.group_interval,
            repeat_interval: route.repeat_interval,
            mute: intervals("mute", &route.mute),
            active: intervals("active", &route.active),
            path: at,
        });
    }
    scope.stack.routing = Routing {
        receiver: receiver.or(only),
        watchdog,
        group_by: written.group_by.clone(),
        group_wait: written.group_wait,
        group_interval: written.group_interval,
        repeat_interval: written.repeat_interval,
        within: written.within,
        routes,
    };
}

/// Whether a receiver may be named here: known and in; one that is out lapses silently.
fn known_receiver(scope: &mut Scope<'_>, name: &str, path: Path) -> bool {
    match scope.config.receivers.get(name) {
        Some(written) => enabled(written.enabled),
        None => {
            let near = nearest(name, scope.config.receivers.keys().map(String::as_str));
            scope.report(
                Diagnostic::error("receiver/unknown", format!("there is no receiver `{name}`"))
                    .at(Place::Value(path), "not a receiver of this file")
                    .meant(near, format!("add `[receivers.{name}]`")),
            );
            false
        }
    }
}

fn known_interval(scope: &mut Scope<'_>, name: &str, path: Path) -> bool {
    if scope.config.time_intervals.contains_key(name) {
        return true;
    }
    let near = nearest(name, scope.config.time_intervals.keys().map(String::as_str));
    scope.report(
        Diagnostic::error(
            "time-interval/unknown",
            format!("there is no time interval `{name}`"),
        )
        .at(Place::Value(path), "not a time interval of this file")
        .meant(near, format!("add `[time_intervals.{name}]`")),
    );
    false
}

fn time_intervals(scope: &mut Scope<'_>) {
    for (name, written) in &scope.config.time_intervals {
        let path = Path::of(&["time_intervals", name]);
        let Some(location) = &written.location else {
            scope.findings.push(
                Diagnostic::error(
                    "time-interval/no-location",
                    format!("time interval `{name}` has no `location`"),
                )
                .at(Place::Key(path), "in which time zone?")
                .help("add `location = \"Europe/Paris\"`"),
            );
            continue;
        };
        let times: Vec<TimeRange> = written
            .times
            .iter()
            .filter_map(|text| time_range(text))
            .collect();
        let crosses = times.iter().any(|range| range.end <= range.start);
        let by_date = !written.days_of_month.is_empty()
            || !written.months.is_empty()
            || !written.years.is_empty();
        if crosses && by_date {
            scope.findings.push(
                Diagnostic::error(
                    "time-interval/crosses-midnight",
                    format!("time interval `{name}` crosses midnight on given dates"),
                )
                .at(
                    Place::Value(path.key("times")),
                    "the part after midnight belongs to another date",
                )
                .help(
                    "write two time intervals: one until 24:00, one from 00:00 with the next dates",
                ),
            );
            continue;
        }
        scope.stack.time_intervals.push(TimeInterval {
            name: name.clone(),
            weekdays: written.weekdays.clone(),
            times,
            days_of_month: written.days_of_month.clone(),
            months: written.months.clone(),
            years: written.years.clone(),
            location: location.clone(),
            path,
        });
    }
}

fn time_range(text: &str) -> Option<TimeRange> {
    let minutes = |text: &str| {
        let (hours, minutes) = text.split_once(':')?;
        Some(hours.parse::<u16>().ok()? * 60 + minutes.parse::<u16>().ok()?)
    };
    let (start, end) = text.split_once('-')?;
    Some(TimeRange {
        start: minutes(start)?,
        end: minutes(end)?,
    })
}

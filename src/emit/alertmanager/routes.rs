//! The routing tree. The file's routes are one level, first match wins; what follows from severities is a level below.

use serde_json::{Map, Value, json};

use crate::catalog::Severity;
use crate::config::value::{Duration, print_duration};
use crate::model::{LabelMatch, Operator, Route, Routing, Stack};

use super::config::matchers;

/// Receiver without integrations, for what nobody is to be told. Names of the file have no dots, so none is like it.
pub const NOBODY: &str = "monc.nobody";

/// Times of the severities: group wait, group interval, repeat interval.
const CRITICAL: [Duration; 3] = [
    Duration::seconds(10),
    Duration::seconds(60),
    Duration::seconds(4 * 3600),
];
const OTHERS: [Duration; 3] = [
    Duration::seconds(60),
    Duration::seconds(300),
    Duration::seconds(12 * 3600),
];

/// Keys of a route that replace the defaults for all severities.
#[derive(Clone, Copy)]
struct Times<'r> {
    group_by: Option<&'r Vec<String>>,
    wait: Option<Duration>,
    interval: Option<Duration>,
    repeat: Option<Duration>,
}

/// The whole tree.
pub fn tree(stack: &Stack) -> Value {
    let routing = &stack.routing;
    let usual = routing.receiver.as_deref().unwrap_or(NOBODY);
    let times = Times {
        group_by: routing.group_by.as_ref(),
        wait: routing.group_wait,
        interval: routing.group_interval,
        repeat: routing.repeat_interval,
    };
    let mut root = Map::new();
    root.insert("receiver".into(), usual.into());
    root.insert(
        "group_by".into(),
        json!(
            times
                .group_by
                .cloned()
                .unwrap_or_else(|| vec!["alertname".into()])
        ),
    );
    put_times(&mut root, times, OTHERS);
    let mut routes = vec![watchdog(routing)];
    for route in &routing.routes {
        routes.extend(written(route, routing, usual));
    }
    if needs_severities(times) {
        routes.push(critical(usual, times));
    }
    root.insert("routes".into(), routes.into());
    root.into()
}

/// The Watchdog goes to its receiver every minute, or nowhere. A repeat interval equal to the group interval would send
/// only every other time.
fn watchdog(routing: &Routing) -> Value {
    json!({
        "receiver": routing.watchdog.as_deref().map_or_else(|| NOBODY.to_owned(), watchdog_receiver),
        "matchers": matchers(&[is("alertname", "Watchdog")]),
        "group_wait": "0s",
        "group_interval": "1m",
        "repeat_interval": "50s",
    })
}

/// Receiver of the Watchdog: the same ways as the file's, but it never tells of a recovery.
pub fn watchdog_receiver(name: &str) -> String {
    format!("monc.watchdog.{name}")
}

/// One route of the file. Several receivers are siblings below it that continue; defaults by severity are a level below.
fn written(route: &Route, routing: &Routing, usual: &str) -> Vec<Value> {
    let times = Times {
        group_by: route.group_by.as_ref().or(routing.group_by.as_ref()),
        wait: route.group_wait.or(routing.group_wait),
        interval: route.group_interval.or(routing.group_interval),
        repeat: route.repeat_interval.or(routing.repeat_interval),
    };
    let receivers: Vec<&str> = if route.receivers.is_empty() {
        vec![usual]
    } else {
        route.receivers.iter().map(String::as_str).collect()
    };
    let mut keys = Map::new();
    keys.insert(
        "receiver".into(),
        receivers.first().copied().unwrap_or(usual).into(),
    );
    if !route.matches.is_empty() {
        keys.insert("matchers".into(), matchers(&route.matches));
    }
    if let Some(group_by) = &route.group_by {
        keys.insert("group_by".into(), json!(group_by));
    }
    let critical_alerts = critical_alerts(route);
    if critical_alerts == Share::All {
        put_times(&mut keys, times, CRITICAL);
    } else {
        put_written(&mut keys, route);
    }
    let by_severity = critical_alerts == Share::Some && needs_severities(times);
    let mut below = Vec::new();
    if receivers.len() > 1 {
        for (index, receiver) in receivers.iter().enumerate() {
            below.push(one_of_several(
                receiver,
                index + 1 < receivers.len(),
                route,
                by_severity.then_some(times),
            ));
        }
    } else {
        put_intervals(&mut keys, route);
        if by_severity {
            let mut child = critical(receivers.first().copied().unwrap_or(usual), times);
            if let Value::Object(child) = &mut child {
                put_intervals(child, route);
            }
            below.push(child);
        }
    }
    if !below.is_empty() {
        keys.insert("routes".into(), below.into());
    }
    vec![keys.into()]
}

fn one_of_several(
    receiver: &str,
    more: bool,
    route: &Route,
    by_severity: Option<Times<'_>>,
) -> Value {
    let mut keys = Map::new();
    keys.insert("receiver".into(), receiver.into());
    if more {
        keys.insert("continue".into(), true.into());
    }
    put_intervals(&mut keys, route);
    if let Some(times) = by_severity {
        let mut child = critical(receiver, times);
        if let Value::Object(child) = &mut child {
            put_intervals(child, route);
        }
        keys.insert("routes".into(), json!([child]));
    }
    keys.into()
}

/// What a route itself writes; the rest is inherited from the root.
fn put_written(keys: &mut Map<String, Value>, route: &Route) {
    for (key, value) in [
        ("group_wait", route.group_wait),
        ("group_interval", route.group_interval),
        ("repeat_interval", route.repeat_interval),
    ] {
        if let Some(value) = value {
            keys.insert(key.into(), print_duration(value).into());
        }
    }
}

fn put_intervals(keys: &mut Map<String, Value>, route: &Route) {
    if !route.mute.is_empty() {
        keys.insert("mute_time_intervals".into(), json!(route.mute));
    }
    if !route.active.is_empty() {
        keys.insert("active_time_intervals".into(), json!(route.active));
    }
}

fn put_times(keys: &mut Map<String, Value>, times: Times<'_>, defaults: [Duration; 3]) {
    let [wait, interval, repeat] = defaults;
    keys.insert(
        "group_wait".into(),
        print_duration(times.wait.unwrap_or(wait)).into(),
    );
    keys.insert(
        "group_interval".into(),
        print_duration(times.interval.unwrap_or(interval)).into(),
    );
    keys.insert(
        "repeat_interval".into(),
        print_duration(times.repeat.unwrap_or(repeat)).into(),
    );
}

/// How many of a route's alerts are critical, as far as its matchers say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    None,
    Some,
    All,
}

fn critical_alerts(route: &Route) -> Share {
    let name = Severity::Critical.name();
    let mut share = Share::Some;
    for matcher in route
        .matches
        .iter()
        .filter(|matcher| matcher.label == "severity")
    {
        let is_plain = matcher
            .value
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'|');
        match matcher.operator {
            Operator::Equal if matcher.value == name => share = Share::All,
            Operator::Equal => return Share::None,
            Operator::NotEqual if matcher.value == name => return Share::None,
            Operator::Matches
                if is_plain && !matcher.value.split('|').any(|value| value == name) =>
            {
                return Share::None;
            }
            _ => {}
        }
    }
    share
}

/// Whether some default still differs by severity.
fn needs_severities(times: Times<'_>) -> bool {
    times.wait.is_none() || times.interval.is_none() || times.repeat.is_none()
}

fn critical(receiver: &str, times: Times<'_>) -> Value {
    let mut keys = Map::new();
    keys.insert("receiver".into(), receiver.into());
    keys.insert("matchers".into(), matchers(&[is("severity", "critical")]));
    put_times(&mut keys, times, CRITICAL);
    keys.into()
}

fn is(label: &str, value: &str) -> LabelMatch {
    LabelMatch {
        label: label.into(),
        operator: Operator::Equal,
        value: value.into(),
    }
}

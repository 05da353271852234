//! The routing tree as Alertmanager gets it. The file's routes are one level, first match wins; what follows from severities
//! is a level below.

use crate::catalog::Severity;
use crate::config::value::Duration;
use crate::model::{LabelMatch, Operator, Route, Routing, names};

use super::Matcher;

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

/// Which part of the file a node is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Origin {
    Watchdog,
    /// `[[routing.routes]]`, from 0.
    Route(usize),
    /// `[routing]`: what no route catches.
    #[default]
    Root,
}

/// A route of Alertmanager. Times and grouping that are missing are those of the node above; time intervals are not inherited.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Node {
    pub origin: Origin,
    /// A receiver of the file; missing: nobody.
    pub receiver: Option<String>,
    pub matches: Vec<LabelMatch>,
    /// Whether siblings after it are asked as well.
    pub goes_on: bool,
    pub group_by: Option<Vec<String>>,
    pub group_wait: Option<Duration>,
    pub group_interval: Option<Duration>,
    pub repeat_interval: Option<Duration>,
    pub mute: Vec<String>,
    pub active: Vec<String>,
    pub children: Vec<Node>,
}

impl Node {
    /// Name of its receiver in Alertmanager.
    pub fn receiver_name(&self) -> String {
        match (&self.receiver, self.origin) {
            (None, _) => names::NOBODY.to_owned(),
            (Some(name), Origin::Watchdog) => names::watchdog_receiver(name),
            (Some(name), _) => name.clone(),
        }
    }

    fn set_times(&mut self, times: Times<'_>, defaults: [Duration; 3]) {
        let [wait, interval, repeat] = defaults;
        self.group_wait = Some(times.wait.unwrap_or(wait));
        self.group_interval = Some(times.interval.unwrap_or(interval));
        self.repeat_interval = Some(times.repeat.unwrap_or(repeat));
    }

    fn set_intervals(&mut self, route: &Route) {
        self.mute.clone_from(&route.mute);
        self.active.clone_from(&route.active);
    }
}

/// Keys of a route that replace the defaults for all severities.
#[derive(Clone, Copy)]
struct Times<'r> {
    group_by: Option<&'r Vec<String>>,
    wait: Option<Duration>,
    interval: Option<Duration>,
    repeat: Option<Duration>,
}

impl Times<'_> {
    /// Whether some default still differs by severity.
    fn need_severities(self) -> bool {
        self.wait.is_none() || self.interval.is_none() || self.repeat.is_none()
    }
}

/// The whole tree.
pub fn root(routing: &Routing) -> Node {
    let times = Times {
        group_by: routing.group_by.as_ref(),
        wait: routing.group_wait,
        interval: routing.group_interval,
        repeat: routing.repeat_interval,
    };
    let mut children = vec![watchdog(routing)];
    for (index, route) in routing.routes.iter().enumerate() {
        children.push(written(route, index, routing));
    }
    if times.need_severities() {
        children.push(critical(Origin::Root, routing.receiver.as_ref(), times));
    }
    let group_by = times.group_by.cloned();
    let mut root = Node {
        receiver: routing.receiver.clone(),
        group_by: Some(group_by.unwrap_or_else(|| vec!["alertname".into()])),
        children,
        ..Node::default()
    };
    root.set_times(times, OTHERS);
    root
}

/// The Watchdog goes to its receiver every minute, or nowhere: at every second look of Alertmanager's, since a message is repeated at
/// the first look at which `repeat_interval` is over. (Equal ones would miss every other time; a shorter one is warned of at each start.)
fn watchdog(routing: &Routing) -> Node {
    Node {
        origin: Origin::Watchdog,
        receiver: routing.watchdog.clone(),
        matches: vec![is("alertname", names::WATCHDOG)],
        group_wait: Some(Duration::default()),
        group_interval: Some(Duration::seconds(30)),
        repeat_interval: Some(Duration::seconds(50)),
        ..Node::default()
    }
}

/// One route of the file. Several receivers are siblings below it that go on; defaults by severity are a level below.
fn written(route: &Route, index: usize, routing: &Routing) -> Node {
    let origin = Origin::Route(index);
    let times = Times {
        group_by: route.group_by.as_ref().or(routing.group_by.as_ref()),
        wait: route.group_wait.or(routing.group_wait),
        interval: route.group_interval.or(routing.group_interval),
        repeat: route.repeat_interval.or(routing.repeat_interval),
    };
    let receivers: Vec<Option<&String>> = if route.receivers.is_empty() {
        vec![routing.receiver.as_ref()]
    } else {
        route.receivers.iter().map(Some).collect()
    };
    let first = receivers.first().copied().flatten();
    let mut node = Node {
        origin,
        receiver: first.cloned(),
        matches: route.matches.clone(),
        group_by: route.group_by.clone(),
        ..Node::default()
    };
    let critical_alerts = critical_alerts(route);
    if critical_alerts == Share::All {
        node.set_times(times, CRITICAL);
    } else {
        node.group_wait = route.group_wait;
        node.group_interval = route.group_interval;
        node.repeat_interval = route.repeat_interval;
    }
    let by_severity = critical_alerts == Share::Some && times.need_severities();
    let child = |receiver: Option<&String>| {
        let mut child = critical(origin, receiver, times);
        child.set_intervals(route);
        child
    };
    if let [receiver] = receivers.as_slice() {
        node.set_intervals(route);
        node.children = by_severity.then(|| child(*receiver)).into_iter().collect();
        return node;
    }
    for (position, receiver) in receivers.iter().enumerate() {
        let mut one = Node {
            origin,
            receiver: receiver.cloned(),
            goes_on: position + 1 < receivers.len(),
            children: by_severity.then(|| child(*receiver)).into_iter().collect(),
            ..Node::default()
        };
        one.set_intervals(route);
        node.children.push(one);
    }
    node
}

fn critical(origin: Origin, receiver: Option<&String>, times: Times<'_>) -> Node {
    let mut node = Node {
        origin,
        receiver: receiver.cloned(),
        matches: vec![is("severity", Severity::Critical.name())],
        ..Node::default()
    };
    node.set_times(times, CRITICAL);
    node
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
    let on_severity = route
        .matches
        .iter()
        .filter(|matcher| matcher.label == "severity");
    for matcher in on_severity {
        if !Matcher::new(matcher).holds(name) {
            return Share::None;
        }
        if matcher.operator == Operator::Equal {
            share = Share::All;
        }
    }
    share
}

fn is(label: &str, value: &str) -> LabelMatch {
    LabelMatch {
        label: label.into(),
        operator: Operator::Equal,
        value: value.into(),
    }
}

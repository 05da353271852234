//! Random routes and alerts: the tree that is emitted tells whom a plain reading of the language says, how it says, and when.
//!
//! The tree is read back from the YAML and followed as Alertmanager does (`dispatch/route.go`): below a route that matches,
//! children in order until one matches without `continue`; the route itself only if no child did. Timings and grouping
//! are inherited, time intervals are not.

use std::collections::{BTreeMap, BTreeSet};

use monc::config::value::{Duration, print_duration};
use monc::emit::alertmanager;
use monc::model::delivery::{self, Labels as KnownLabels, Tree};
use monc::model::{LabelMatch, Operator, Receiver, Route, Routing, Stack};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use regex::Regex;
use serde_yaml::Value;

/// Receiver, group wait, group interval, repeat interval, grouping, mute and active intervals.
type Delivery = (
    String,
    [String; 3],
    Vec<String>,
    BTreeSet<String>,
    BTreeSet<String>,
);
type Labels = BTreeMap<String, String>;

const LABELS: [&str; 3] = ["severity", "team", "service"];
const VALUES: [&str; 6] = ["critical", "warning", "info", "backend", "api", "a.b"];
const RECEIVERS: [&str; 3] = ["chat", "oncall", "tickets"];

fn holds(operator: &str, value: &str, actual: &str) -> bool {
    let found = || {
        Regex::new(&format!("^(?s:{value})$"))
            .unwrap()
            .is_match(actual)
    };
    match operator {
        "=" => actual == value,
        "!=" => actual != value,
        "=~" => found(),
        "!~" => !found(),
        other => panic!("{other}"),
    }
}

fn text(labels: &Labels, name: &str) -> String {
    labels.get(name).cloned().unwrap_or_default()
}

fn strings(node: &Value, key: &str) -> Vec<String> {
    node.get(key)
        .and_then(Value::as_sequence)
        .into_iter()
        .flatten()
        .map(|value| value.as_str().unwrap().to_owned())
        .collect()
}

/// What a route has itself, or from those above it.
#[derive(Clone)]
struct Inherited {
    times: [String; 3],
    group_by: Vec<String>,
}

fn emitted(node: &Value, labels: &Labels, above: &Inherited, out: &mut Vec<Delivery>) -> bool {
    for matcher in strings(node, "matchers") {
        let at = matcher.find(['=', '!']).unwrap();
        let (name, rest) = matcher.split_at(at);
        let quote = rest.find('"').unwrap();
        // The values here have no escapes but the backslash of an expression.
        let value = rest[quote..].trim_matches('"').replace("\\\\", "\\");
        if !holds(&rest[..quote], &value, &text(labels, name)) {
            return false;
        }
    }
    let mut own = above.clone();
    for (key, time) in ["group_wait", "group_interval", "repeat_interval"]
        .iter()
        .zip(&mut own.times)
    {
        if let Some(written) = node.get(key).and_then(Value::as_str) {
            *time = written.to_owned();
        }
    }
    if node.get("group_by").is_some() {
        own.group_by = strings(node, "group_by");
    }
    let mut caught = false;
    for child in node
        .get("routes")
        .and_then(Value::as_sequence)
        .into_iter()
        .flatten()
    {
        if emitted(child, labels, &own, out) {
            caught = true;
            if child.get("continue").and_then(Value::as_bool) != Some(true) {
                break;
            }
        }
    }
    if !caught {
        out.push((
            node["receiver"].as_str().unwrap().to_owned(),
            own.times,
            own.group_by,
            strings(node, "mute_time_intervals").into_iter().collect(),
            strings(node, "active_time_intervals").into_iter().collect(),
        ));
    }
    true
}

/// The language, §6: the first route that matches wins and tells all its receivers; what it or `[routing]` sets replaces
/// the default for every severity.
fn meant(routing: &Routing, labels: &Labels) -> Vec<Delivery> {
    let none = Route::default();
    let route = routing
        .routes
        .iter()
        .find(|route| {
            route.matches.iter().all(|written| {
                let operator = match written.operator {
                    Operator::Equal => "=",
                    Operator::NotEqual => "!=",
                    Operator::Matches => "=~",
                    Operator::MatchesNot => "!~",
                };
                holds(operator, &written.value, &text(labels, &written.label))
            })
        })
        .unwrap_or(&none);
    let defaults = if text(labels, "severity") == "critical" {
        ["10s", "1m", "4h"]
    } else {
        ["1m", "5m", "12h"]
    };
    let written = [
        route.group_wait.or(routing.group_wait),
        route.group_interval.or(routing.group_interval),
        route.repeat_interval.or(routing.repeat_interval),
    ];
    let times = [0, 1, 2].map(|at| written[at].map_or(defaults[at].to_owned(), print_duration));
    let group_by = route
        .group_by
        .clone()
        .or(routing.group_by.clone())
        .unwrap_or_else(|| vec!["alertname".into()]);
    let receivers = if route.receivers.is_empty() {
        routing.receiver.iter().cloned().collect()
    } else {
        route.receivers.clone()
    };
    receivers
        .into_iter()
        .map(|receiver| {
            (
                receiver,
                times.clone(),
                group_by.clone(),
                route.mute.iter().cloned().collect(),
                route.active.iter().cloned().collect(),
            )
        })
        .collect()
}

fn delivered(routing: &Routing, labels: &Labels) -> Vec<Delivery> {
    let stack = Stack {
        source: "monitoring.toml".into(),
        routing: routing.clone(),
        receivers: RECEIVERS
            .map(|name| Receiver {
                name: name.into(),
                integrations: Vec::new(),
                send_resolved: true,
                path: monc::diagnostic::Path::root(),
            })
            .to_vec(),
        ..Stack::default()
    };
    let files = alertmanager::emit(&stack);
    let yaml = files.get("alertmanager/alertmanager.yml").unwrap();
    let config: Value = serde_yaml::from_str(yaml).unwrap();
    let above = Inherited {
        times: Default::default(),
        group_by: Vec::new(),
    };
    let mut out = Vec::new();
    assert!(emitted(&config["route"], labels, &above, &mut out));
    let known: BTreeSet<&str> = config["receivers"]
        .as_sequence()
        .unwrap()
        .iter()
        .map(|receiver| receiver["name"].as_str().unwrap())
        .collect();
    assert!(
        out.iter()
            .all(|delivery| known.contains(delivery.0.as_str()))
    );
    out
}

fn said(routing: &Routing, labels: &Labels) -> Vec<Delivery> {
    let labels = KnownLabels {
        known: labels.clone(),
        ..KnownLabels::default()
    };
    let told = Tree::new(routing).follow(&labels);
    assert!(told.iter().all(|delivery| delivery.sure));
    told.iter().map(delivery_of).collect()
}

fn delivery_of(told: &delivery::Delivery) -> Delivery {
    let times = [told.group_wait, told.group_interval, told.repeat_interval];
    (
        told.receiver.clone().unwrap_or_default(),
        times.map(print_duration),
        told.group_by.clone(),
        told.mute.iter().cloned().collect(),
        told.active.iter().cloned().collect(),
    )
}

fn matcher() -> impl Strategy<Value = LabelMatch> {
    let expressions = vec!["critical|warning", "a.*", ".+", "a\\.b", ""];
    let plain = (
        select(vec![Operator::Equal, Operator::NotEqual]),
        select(VALUES.to_vec()),
    );
    let expression = (
        select(vec![Operator::Matches, Operator::MatchesNot]),
        select(expressions),
    );
    (select(LABELS.to_vec()), prop_oneof![plain, expression]).prop_map(
        |(label, (operator, value))| LabelMatch {
            label: label.into(),
            operator,
            value: value.into(),
        },
    )
}

fn times() -> impl Strategy<Value = [Option<Duration>; 3]> {
    let time = || proptest::option::of((1_u64..100).prop_map(|count| Duration::seconds(count * 7)));
    [time(), time(), time()]
}

fn groups() -> impl Strategy<Value = Option<Vec<String>>> {
    proptest::option::of(subsequence(LABELS.map(String::from).to_vec(), 1..=3))
}

fn route() -> impl Strategy<Value = Route> {
    (
        proptest::collection::vec(matcher(), 0..3),
        subsequence(RECEIVERS.map(String::from).to_vec(), 0..=3),
        times(),
        groups(),
        subsequence(vec!["nights".to_owned()], 0..=1),
        subsequence(vec!["office".to_owned()], 0..=1),
    )
        .prop_map(
            |(matches, receivers, [wait, interval, repeat], group_by, mute, active)| Route {
                matches,
                receivers,
                group_by,
                group_wait: wait,
                group_interval: interval,
                repeat_interval: repeat,
                mute,
                active,
                ..Route::default()
            },
        )
}

fn routing() -> impl Strategy<Value = Routing> {
    (proptest::collection::vec(route(), 0..5), times(), groups()).prop_map(
        |(routes, [wait, interval, repeat], group_by)| Routing {
            receiver: Some("chat".into()),
            group_by,
            group_wait: wait,
            group_interval: interval,
            repeat_interval: repeat,
            routes,
            ..Routing::default()
        },
    )
}

fn labels() -> impl Strategy<Value = Labels> {
    let severity = select(vec!["critical", "warning", "info"]);
    let further = proptest::collection::btree_map(
        select(vec!["team", "service"]).prop_map(String::from),
        select(VALUES.to_vec()).prop_map(String::from),
        0..=2,
    );
    (severity, further).prop_map(|(severity, mut labels)| {
        labels.insert("severity".into(), severity.into());
        labels.insert("alertname".into(), "HttpErrorRatio".into());
        labels
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn alerts_go_where_the_file_says(routing in routing(), labels in labels()) {
        prop_assert_eq!(delivered(&routing, &labels), meant(&routing, &labels));
    }

    /// What `monc route`, the runbook and the findings say is what the emitted tree does.
    #[test]
    fn alerts_are_said_to_go_where_they_go(routing in routing(), labels in labels()) {
        prop_assert_eq!(said(&routing, &labels), delivered(&routing, &labels));
    }

    /// A label that only the series know: every way that is open for some value is said, and what is sure is so for each.
    #[test]
    fn open_labels_leave_every_way_open(routing in routing(), labels in labels()) {
        let mut open = KnownLabels { known: labels.clone(), ..KnownLabels::default() };
        open.known.remove("team");
        open.open.insert("team".into());
        let told = Tree::new(&routing).follow(&open);
        for team in VALUES.iter().copied().chain([""]) {
            let mut labels = labels.clone();
            labels.insert("team".into(), team.into());
            let really = said(&routing, &labels);
            for delivery in &really {
                prop_assert!(told.iter().any(|told| delivery_of(told) == *delivery), "{team}: {delivery:?}");
            }
            for told in told.iter().filter(|told| told.sure) {
                prop_assert!(really.contains(&delivery_of(told)), "{team}: {told:?}");
            }
        }
    }
}

#[test]
fn the_watchdog_goes_its_own_way() {
    let everything = Route {
        receivers: vec!["oncall".into()],
        mute: vec!["nights".into()],
        ..Route::default()
    };
    let labels = Labels::from([
        ("alertname".into(), "Watchdog".into()),
        ("severity".into(), "none".into()),
    ]);
    for (watchdog, receiver) in [
        (None, "monc.nobody"),
        (Some("tickets".to_owned()), "monc.watchdog.tickets"),
    ] {
        let routing = Routing {
            receiver: Some("chat".into()),
            watchdog,
            routes: vec![everything.clone()],
            ..Routing::default()
        };
        let told = delivered(&routing, &labels);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].0, receiver);
        assert_eq!(told[0].1, ["0s", "30s", "50s"]);
        assert!(told[0].3.is_empty());
    }
}

//! `monc list routes`: who is told what, in the order in which it is asked; `monc route` has it from the side of the alerts.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::Table;
use crate::config::value::Duration;
use crate::model::Stack;
use crate::model::delivery::{Origin, Tellings};

pub fn table(stack: &Stack) -> Table {
    let mut table = Table::new(&[
        "route",
        "match",
        "receivers",
        "alerts",
        "mute",
        "active",
        "repeat",
    ]);
    let routing = &stack.routing;
    let root: Vec<String> = routing.receiver.iter().cloned().collect();
    let repeat = |every: Option<Duration>| every.map(|every| every.to_string());
    let mut caught = caught(stack);
    let mut alerts = |origin| caught.remove(&origin).unwrap_or_default();
    if let Some(watchdog) = &routing.watchdog {
        table.row([
            "watchdog".into(),
            Vec::<String>::new().into(),
            vec![watchdog.clone()].into(),
            alerts(Origin::Watchdog).len().into(),
            Vec::<String>::new().into(),
            Vec::<String>::new().into(),
            "50s".into(),
        ]);
    }
    for (at, route) in routing.routes.iter().enumerate() {
        let receivers = if route.receivers.is_empty() {
            &root
        } else {
            &route.receivers
        };
        let name = route.name.clone();
        table.row([
            name.unwrap_or_else(|| (at + 1).to_string()).into(),
            route
                .matches
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .into(),
            receivers.clone().into(),
            alerts(Origin::Route(at)).len().into(),
            route.mute.clone().into(),
            route.active.clone().into(),
            repeat(route.repeat_interval.or(routing.repeat_interval)).into(),
        ]);
    }
    if !root.is_empty() {
        table.row([
            "the rest".into(),
            Vec::<String>::new().into(),
            root.into(),
            alerts(Origin::Root).len().into(),
            Vec::<String>::new().into(),
            Vec::<String>::new().into(),
            repeat(routing.repeat_interval).into(),
        ]);
    }
    table
}

/// Names of the alerts that each part of the tree tells, or may tell.
fn caught(stack: &Stack) -> BTreeMap<Origin, BTreeSet<String>> {
    let tellings = Tellings::new(stack);
    let mut out: BTreeMap<Origin, BTreeSet<String>> = BTreeMap::new();
    for rule in stack.groups.iter().flat_map(|group| &group.alerts) {
        for delivery in tellings.of(rule).iter().flat_map(|way| &way.deliveries) {
            let alerts = out.entry(delivery.origin).or_default();
            alerts.insert(rule.alert.clone());
        }
    }
    out
}

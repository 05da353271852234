//! Every alert and where it goes, as a table.

use crate::command::Table;
use crate::model::Stack;
use crate::model::delivery::{Alert, Telling, Tellings};

use super::answer::origin_name;
use super::question::Question;

/// One row for each way that alerts of a rule go. `wanted` chooses the alerts.
pub fn table(stack: &Stack, question: &Question, wanted: impl Fn(&Alert<'_>) -> bool) -> Table {
    let mut headers = vec![
        "alert", "severity", "services", "route", "told", "group by", "wait", "interval", "repeat",
        "within",
    ];
    if question.at.is_some() {
        headers.push("muted");
    }
    let mut table = Table::new(&headers);
    let tellings = Tellings::new(stack);
    for rule in stack.groups.iter().flat_map(|group| &group.alerts) {
        for way in tellings.of(rule) {
            let services: Vec<String> = if rule.services.is_empty() {
                if !wanted(&Alert::new(stack, rule, None)) {
                    continue;
                }
                Vec::new()
            } else {
                let of_it = way.services.iter();
                of_it
                    .filter(|service| wanted(&Alert::new(stack, rule, Some(service))))
                    .cloned()
                    .collect()
            };
            if services.is_empty() && !rule.services.is_empty() {
                continue;
            }
            let severity = rule.severity.map_or("none", |severity| severity.name());
            let mut row = vec![
                rule.alert.as_str().into(),
                severity.into(),
                services.into(),
                routes(stack, &way).into(),
                way.receivers.clone().into(),
            ];
            let first = way.deliveries.first();
            row.push(first.map(|delivery| delivery.group_by.clone()).into());
            row.push(first.map(|delivery| delivery.group_wait.to_string()).into());
            row.push(
                first
                    .map(|delivery| delivery.group_interval.to_string())
                    .into(),
            );
            row.push(
                first
                    .map(|delivery| delivery.repeat_interval.to_string())
                    .into(),
            );
            row.push(
                (!way.receivers.is_empty())
                    .then(|| way.within.to_string())
                    .into(),
            );
            if question.at.is_some() {
                row.push(muted(stack, question, &way).into());
            }
            table.row(row);
        }
    }
    table
}

fn routes(stack: &Stack, way: &Telling) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for delivery in &way.deliveries {
        let name = origin_name(stack, delivery.origin);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// `yes`, `no`, or on what it depends.
fn muted(stack: &Stack, question: &Question, way: &Telling) -> &'static str {
    let all: Vec<Option<bool>> = way
        .deliveries
        .iter()
        .map(|delivery| question.muted(stack, delivery))
        .collect();
    if all.iter().all(|muted| *muted == Some(true)) {
        "yes"
    } else if all.iter().all(|muted| *muted == Some(false)) {
        "no"
    } else if all.contains(&None) {
        "depends on the date"
    } else {
        "in part"
    }
}

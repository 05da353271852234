//! `monc list routes`: who is told what, in the order in which it is asked.

use crate::command::Table;
use crate::config::value::Duration;
use crate::model::{LabelMatch, Operator, Stack};

pub fn table(stack: &Stack) -> Table {
    let mut table = Table::new(&["route", "match", "receivers", "mute", "active", "repeat"]);
    let routing = &stack.routing;
    let root: Vec<String> = routing.receiver.iter().cloned().collect();
    let repeat = |every: Option<Duration>| every.map(|every| every.to_string());
    for (at, route) in routing.routes.iter().enumerate() {
        let receivers = if route.receivers.is_empty() {
            &root
        } else {
            &route.receivers
        };
        let name = route.name.clone();
        table.row([
            name.unwrap_or_else(|| (at + 1).to_string()).into(),
            route.matches.iter().map(shown).collect::<Vec<_>>().into(),
            receivers.clone().into(),
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
            Vec::<String>::new().into(),
            Vec::<String>::new().into(),
            repeat(routing.repeat_interval).into(),
        ]);
    }
    table
}

fn shown(matcher: &LabelMatch) -> String {
    let operator = match matcher.operator {
        Operator::Equal => "=",
        Operator::NotEqual => "!=",
        Operator::Matches => "=~",
        Operator::MatchesNot => "!~",
    };
    format!("{}{operator}{:?}", matcher.label, matcher.value)
}

//! `monc list signals`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalog::{BadWhen, Catalog, ForDuration, Severity, Signal, Threshold, Unit};
use crate::command::Table;
use crate::model::Stack;

use crate::resolve::STANDING;

/// Those of the catalog, and the own ones of a file.
pub fn table(stack: Option<&Stack>, catalog: &Catalog) -> Table {
    let mut table = Table::new(&["signal", "kinds", "unit", "bad when", "default", "title"]);
    let mut signals: BTreeMap<&str, Vec<(&str, &Signal)>> = BTreeMap::new();
    for (kind, entry) in &catalog.kinds {
        for (name, signal) in &entry.signals {
            signals.entry(name).or_default().push((kind, signal));
        }
    }
    let mut rows: BTreeMap<String, [Value; 5]> = BTreeMap::new();
    for standing in STANDING {
        rows.insert(
            standing.name.to_owned(),
            [
                "every service".into(),
                Unit::State.name().into(),
                direction(BadWhen::Above).into(),
                format!("{}, for {}", standing.severity.name(), standing.wait).into(),
                standing.title.into(),
            ],
        );
    }
    for (name, sources) in signals {
        let Some((_, signal)) = sources.first() else {
            continue;
        };
        let kinds: Vec<&str> = sources.iter().map(|(kind, _)| *kind).collect();
        let mut defaults: Vec<String> = sources
            .iter()
            .filter_map(|(_, signal)| signal.threshold.as_ref().map(threshold))
            .collect();
        defaults.sort();
        defaults.dedup();
        rows.insert(
            name.to_owned(),
            [
                kinds.into(),
                signal.unit.name().into(),
                direction(signal.bad_when).into(),
                defaults.join(" or ").into(),
                signal.title.as_str().into(),
            ],
        );
    }
    let kinds = stack.map_or(&[][..], |stack| &stack.kinds);
    let own = kinds.iter().flat_map(|kind| &kind.signals);
    for signal in own.filter(|signal| signal.own) {
        rows.insert(
            signal.name.clone(),
            [
                "[signals] of the file".into(),
                signal.unit.name().into(),
                direction(signal.bad_when).into(),
                "".into(),
                signal.title.as_str().into(),
            ],
        );
    }
    for (name, [kinds, unit, side, default, title]) in rows {
        table.row([name.into(), kinds, unit, side, default, title]);
    }
    table
}

/// `above` or `below`.
pub fn direction(bad_when: BadWhen) -> &'static str {
    match bad_when {
        BadWhen::Above => "above",
        BadWhen::Below => "below",
    }
}

/// A threshold of the catalog in one line: `warning 80%, critical 90%, for 5m`.
pub fn threshold(threshold: &Threshold) -> String {
    let values = [&threshold.info, &threshold.warning, &threshold.critical];
    let mut parts = Vec::new();
    for (severity, value) in Severity::ALL.into_iter().zip(values) {
        let Some(value) = value else { continue };
        let shown = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let wait = match &threshold.r#for {
            Some(ForDuration::Each(each)) => each.get(&severity),
            _ => None,
        };
        let wait = wait.map_or_else(String::new, |wait| format!(" for {wait}"));
        parts.push(format!("{} {shown}{wait}", severity.name()));
    }
    if let Some(ForDuration::All(wait)) = &threshold.r#for {
        parts.push(format!("for {wait}"));
    }
    parts.join(", ")
}

//! `monc list signals`.

use std::collections::BTreeMap;

use crate::catalog::{BadWhen, Catalog, ForDuration, Severity, Signal, Threshold};
use crate::command::Table;

pub fn table() -> Table {
    let mut table = Table::new(&["signal", "kinds", "unit", "bad when", "default", "title"]);
    let mut signals: BTreeMap<&str, Vec<(&str, &Signal)>> = BTreeMap::new();
    for (kind, entry) in &Catalog::built_in().kinds {
        for (name, signal) in &entry.signals {
            signals.entry(name).or_default().push((kind, signal));
        }
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
        table.row([
            name.into(),
            kinds.into(),
            signal.unit.name().into(),
            direction(signal.bad_when).into(),
            defaults.join(" or ").into(),
            signal.title.as_str().into(),
        ]);
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

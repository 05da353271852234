//! The page of a signal: one meaning, wherever it comes from.

use crate::catalog::{BadWhen, Catalog, Signal, Unit};
use crate::command::list::{direction, threshold};
use crate::model::Stack;
use crate::resolve::STANDING;

use super::Page;

/// A signal of the catalog.
pub fn page(name: &str, catalog: &Catalog) -> Option<Page> {
    let sources: Vec<(&str, &Signal)> = catalog
        .kinds
        .iter()
        .filter_map(|(kind, entry)| Some((kind.as_str(), entry.signals.get(name)?)))
        .collect();
    let (_, first) = sources.first()?;
    let mut page = Page::new(&format!("{name}: {}", first.title));
    page.facts(facts(first.unit, first.bad_when));
    let one_meaning = sources.iter().all(|(_, signal)| signal.help == first.help);
    for (kind, signal) in &sources {
        if !one_meaning {
            page.heading(&format!("On `{kind}`"));
        }
        page.paragraph(&signal.help.means);
        page.paragraph(&format!("First: {}", signal.help.first));
        if one_meaning {
            break;
        }
    }
    page.heading("Threshold");
    page.code("toml", &example(name, first.unit));
    page.paragraph(
        "In `[thresholds]` it is for every service that has the signal; in `[kinds.<kind>]` and on a service it is nearer. \
         `false` turns its alerts off.",
    );
    page.heading("Where it comes from");
    let rows: Vec<Vec<String>> = sources
        .iter()
        .map(|(kind, signal)| {
            vec![
                (*kind).to_owned(),
                signal.record.replace("$window", "5m"),
                signal.keeps.join(", "),
                signal.threshold.as_ref().map(threshold).unwrap_or_default(),
            ]
        })
        .collect();
    page.table(&["kind", "recorded as", "keeps labels", "default"], &rows);
    Some(page)
}

/// A signal that the file defines.
pub fn own_page(name: &str, stack: &Stack) -> Option<Page> {
    let signal = stack
        .kinds
        .iter()
        .flat_map(|kind| &kind.signals)
        .find(|signal| signal.own && signal.name == name)?;
    let mut page = Page::new(&format!("{name}: {}", signal.title));
    page.paragraph("A signal of the file.");
    page.facts(facts(signal.unit, signal.bad_when));
    page.facts([
        ("recorded as", signal.record.clone()),
        ("alert", signal.alert.clone()),
        ("services", signal.services.join(", ")),
    ]);
    page.paragraph(&signal.help.means);
    page.code("promql", &signal.expr);
    if let Some(alert) = super::alert::limits_of(&signal.alert, stack) {
        page.heading("When it fires, and who is told");
        page.table(&super::alert::COLUMNS, &alert);
    }
    Some(page)
}

/// A state that every service has, by its name or by its alert's.
pub fn standing_page(name: &str) -> Option<Page> {
    let standing = STANDING
        .into_iter()
        .find(|standing| standing.name == name || standing.alert == name)?;
    let mut page = Page::new(&format!("{}: {}", standing.name, standing.title));
    page.facts([
        ("written as", Unit::State.expected().to_owned()),
        ("alert", standing.alert.to_owned()),
        ("services", "all that can have it".to_owned()),
        (
            "default",
            format!("{}, for {}", standing.severity.name(), standing.wait),
        ),
    ]);
    page.paragraph(standing.means);
    page.paragraph(&format!("First: {}", standing.first));
    page.heading("Threshold");
    page.code("toml", &example(standing.name, Unit::State));
    Some(page)
}

fn facts(unit: Unit, bad_when: BadWhen) -> [(&'static str, String); 2] {
    [
        ("written as", unit.expected().to_owned()),
        ("bad when", direction(bad_when).to_owned()),
    ]
}

fn example(name: &str, unit: Unit) -> String {
    let value = match unit {
        Unit::Ratio => "\"80%\"",
        Unit::Duration => "\"300ms\"",
        Unit::Bytes => "\"512MiB\"",
        Unit::BytesPerSecond => "\"10MiB/s\"",
        Unit::Rate => "\"20/m\"",
        Unit::Count => "100",
        Unit::Cores => "1.5",
        Unit::State => "true",
    };
    format!("[thresholds]\n{name} = {{ warning = {value}, for = \"10m\" }}")
}

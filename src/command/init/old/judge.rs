//! Alerts that could never fire, as monc's own lints see it.

use std::collections::BTreeSet;
use std::path::Path;

use crate::command::project;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::error::Error;
use crate::source::Sources;

use super::alerts::Alerts;
use super::told::Told;

/// Findings of an expression that has no series, ever.
const NEVER: [&str; 7] = [
    "promql/unknown-metric",
    "promql/contradiction",
    "promql/constant",
    "promql/no-match",
    "promql/unknown-label",
    "promql/dashboard-variable",
    "promql/no-metric",
];

/// Names of the alerts that are to be left out of the file, since they could never fire or cannot be said.
pub fn never(text: &str, alerts: &Alerts, told: &mut Told) -> Result<BTreeSet<String>, Error> {
    let mut sources = Sources::default();
    let (file, encoding) = sources.add_bytes("monitoring.toml", text.as_bytes().to_vec());
    let document = crate::read(&sources, file, encoding);
    let Some(config) = &document.config else {
        return Ok(BTreeSet::new());
    };
    let inputs = project::inputs(
        config,
        "monitoring.toml".into(),
        Path::new(""),
        &mut sources,
        &|_| (),
    )?;
    let (_, findings) = crate::judge(&document, &inputs);
    let mut out = BTreeSet::new();
    for alert in &alerts.own {
        let path = format!("alerts.{}", alert.name);
        let of_it = |finding: &&Diagnostic| {
            let place = finding.labels.first().map(|label| match &label.place {
                Place::Key(path) | Place::Value(path) | Place::Within(path, ..) => path.to_string(),
                _ => String::new(),
            });
            place.is_some_and(|place| place == path || place.starts_with(&format!("{path}.")))
        };
        let all: Vec<&Diagnostic> = findings.iter().filter(of_it).collect();
        let shown = alert.rule.shown();
        if let Some(why) = all.iter().find(|finding| NEVER.contains(&finding.id)) {
            told.unsay(&shown);
            told.finding(format!("{shown} could never fire: {}", why.title));
            told.dropped(
                format!("alert {shown}"),
                format!("it could never fire: {}", why.title),
            );
            out.insert(alert.name.clone());
        } else if let Some(why) = all.iter().find(|finding| finding.level == Level::Error) {
            told.unsay(&shown);
            told.dropped(format!("alert {shown}"), why.title.clone());
            out.insert(alert.name.clone());
        } else if let Some(why) = all.iter().find(|finding| {
            finding.id == "alert/always-fires" || finding.id == "promql/bool-comparison"
        }) {
            told.finding(format!("{shown}: {}", why.title));
        }
    }
    Ok(out)
}

//! Alerts that could never fire and routes that were never taken, as monc's own lints see it.

use std::collections::BTreeSet;
use std::path::Path;

use crate::command::project;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::error::Error;
use crate::source::Sources;

use super::alerts::Alerts;
use super::receivers::Delivery;
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

/// Findings of an expression that always has some.
const ALWAYS: [&str; 2] = ["alert/always-fires", "promql/bool-comparison"];

/// What is to be left out of the file.
#[derive(Debug, Default)]
pub struct Without {
    /// Names of alerts that could never fire, or cannot be said.
    pub alerts: BTreeSet<String>,
    /// Places of routes that no alert takes.
    pub routes: BTreeSet<usize>,
}

/// Judges the file as it would be.
pub fn judge(
    text: &str,
    alerts: &Alerts,
    delivery: &Delivery,
    told: &mut Told,
) -> Result<Without, Error> {
    let mut sources = Sources::default();
    let (file, encoding) = sources.add_bytes("monitoring.toml", text.as_bytes().to_vec());
    let document = crate::read(&sources, file, encoding);
    let mut out = Without::default();
    let Some(config) = &document.config else {
        return Ok(out);
    };
    let inputs = project::inputs(
        config,
        "monitoring.toml".into(),
        Path::new(""),
        &mut sources,
        &|_| (),
    )?;
    let (_, findings) = crate::judge(&document, &inputs);
    for alert in &alerts.own {
        let all = within(&findings, &format!("alerts.{}", alert.name));
        let shown = alert.rule.shown();
        if let Some(why) = all.iter().find(|finding| NEVER.contains(&finding.id)) {
            told.unsay(&shown);
            told.finding(format!("{shown} could never fire: {}", why.title));
            told.dropped(
                format!("alert {shown}"),
                format!("it could never fire: {}", why.title),
            );
            out.alerts.insert(alert.name.clone());
        } else if let Some(why) = all.iter().find(|finding| finding.level == Level::Error) {
            told.unsay(&shown);
            told.dropped(format!("alert {shown}"), why.title.clone());
            out.alerts.insert(alert.name.clone());
        } else if let Some(why) = all.iter().find(|finding| ALWAYS.contains(&finding.id)) {
            told.finding(format!("{shown}: {}", why.title));
        }
    }
    for (at, route) in delivery.routes.iter().enumerate() {
        let all = within(&findings, &format!("routing.routes[{at}]"));
        let why = all
            .iter()
            .find(|finding| finding.level == Level::Error || finding.id == "route/unreachable");
        if let Some(why) = why {
            let told_by = |key: &&(String, String)| key.0.starts_with("receiver");
            let to = route
                .iter()
                .find(told_by)
                .map(|(_, value)| value.replace('"', "`"));
            let to = to.unwrap_or_default();
            // By a label that the alerts had and have no longer, it may have been.
            let of_labels = route.iter().find(|(key, _)| key == "match");
            let of_labels = of_labels.map_or("", |(_, value)| value.as_str());
            let mut before = alerts.labels.iter().filter(|label| *label != "severity");
            if !before.any(|label| of_labels.contains(&format!("{label} ="))) {
                told.finding(format!("The route to {to} was never taken: {}", why.title));
            }
            told.dropped(format!("the route to {to}"), why.title.clone());
            out.routes.insert(at);
        }
    }
    Ok(out)
}

/// Findings at a place or inside it.
fn within<'f>(findings: &'f [Diagnostic], path: &str) -> Vec<&'f Diagnostic> {
    let inside = |finding: &&Diagnostic| {
        let place = finding.labels.first().map(|label| match &label.place {
            Place::Key(path) | Place::Value(path) | Place::Within(path, ..) => path.to_string(),
            _ => String::new(),
        });
        place.is_some_and(|place| {
            place == path
                || place
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.starts_with(['.', '[']))
        })
    };
    findings.iter().filter(inside).collect()
}

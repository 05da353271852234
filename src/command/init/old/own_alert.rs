//! Alerts on conditions that the catalog does not know: they stay as they are written.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::names;
use crate::promql::places::{Asked, Instead, replace};
use crate::promql::{self, Expr};

use super::rules::Rule;
use super::told::Told;
use super::watched::Watched;

/// An alert that stays as it is written.
#[derive(Debug, Clone)]
pub struct OwnAlert {
    pub name: String,
    pub expr: String,
    pub severity: &'static str,
    pub rule: Rule,
    pub labels: BTreeMap<String, String>,
    pub texts: Vec<(&'static str, String)>,
}

/// An alert as it is, with the names of jobs turned into those of services.
pub fn own(
    condition: Expr,
    rule: &Rule,
    severity: &'static str,
    services: &[Watched],
    taken: &mut BTreeSet<String>,
    told: &mut Told,
) -> OwnAlert {
    let condition = replace(condition, &|matcher| instead(matcher, services));
    let mut name: String =
        names::camel(&rule.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
    name.retain(|c| c.is_ascii_alphanumeric());
    if !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        name = format!("Alert{name}");
    }
    while !taken.insert(name.clone()) {
        name.push_str("Own");
    }
    let mut labels = BTreeMap::new();
    for (label, value) in &rule.labels {
        let fine = label
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && label.starts_with(|c: char| c.is_ascii_lowercase());
        if label == "severity" {
            continue;
        }
        if fine && !names::RESERVED_LABELS.contains(&label.as_str()) && !value.contains("{{") {
            labels.insert(label.clone(), value.clone());
        } else {
            told.dropped(
                format!("label `{label}` of alert {}", rule.shown()),
                "monc sets it itself, or its value is a template".to_owned(),
            );
        }
    }
    let mut texts = Vec::new();
    for (key, ours) in [
        ("summary", "summary"),
        ("title", "summary"),
        ("description", "description"),
        ("message", "description"),
        ("runbook_url", "runbook"),
        ("runbook", "runbook"),
    ] {
        let Some(written) = rule.annotations.get(key) else {
            continue;
        };
        if texts.iter().any(|(known, _)| *known == ours) {
            continue;
        }
        match (ours, placeholders(written)) {
            ("runbook", _) if !written.starts_with("http") || written.contains("{{") => {}
            (_, Some(text)) => texts.push((ours, text)),
            (_, None) => told.dropped(
                format!("annotation `{key}` of alert {}", rule.shown()),
                "its template does more than name a value or a label".to_owned(),
            ),
        }
    }
    OwnAlert {
        expr: promql::print(&condition),
        rule: rule.clone(),
        name,
        severity,
        labels,
        texts,
    }
}

/// What a matcher on a job or instance of before is now.
pub fn instead(matcher: &Asked<'_>, services: &[Watched]) -> Instead {
    let is = |service: &&Watched| match matcher.label {
        "job" => matcher.names(&service.job),
        _ => service
            .instances
            .iter()
            .any(|instance| matcher.names(instance)),
    };
    if !["job", "instance"].contains(&matcher.label) {
        return Instead::Keep;
    }
    let found: Vec<String> = services
        .iter()
        .filter(is)
        .map(|service| service.name.clone())
        .collect();
    match (found.is_empty(), matcher.is_negative) {
        (true, true) => Instead::Nothing,
        (true, false) => Instead::Keep,
        (false, true) => Instead::NotServices(found),
        (false, false) => Instead::Services(found),
    }
}

/// A text whose templates name a value or a label, as monitoring.toml takes them.
fn placeholders(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let (inside, after) = after.split_once("}}")?;
        let inside = inside
            .trim()
            .trim_start_matches('-')
            .trim_end_matches('-')
            .trim();
        let inside = inside
            .replace("$labels.job", "$labels.service")
            .replace(".Labels.", "$labels.");
        let (what, through) = inside
            .split_once('|')
            .map_or((inside.as_str(), None), |(what, through)| {
                (what.trim(), Some(through.trim()))
            });
        let what = what
            .strip_prefix("printf ")
            .map_or(what, |rest| rest.rsplit(' ').next().unwrap_or(rest));
        let what = if what == ".Value" { "$value" } else { what };
        let label = what.strip_prefix("$labels.").is_some_and(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        });
        if !label && what != "$value" {
            return None;
        }
        let through = match through {
            Some(
                known @ ("humanize" | "humanize1024" | "humanizeDuration" | "humanizePercentage"),
            ) => format!(" | {known}"),
            Some(_) => return None,
            None if what == "$value" && inside.starts_with("printf") => " | humanize".to_owned(),
            None => String::new(),
        };
        out.push_str(&format!("{{{{ {what}{through} }}}}"));
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

//! A whole dashboard.

use serde_json::{Value, json};

use crate::model::{Stack, names};

use super::board::Board;
use super::panel::data_source;

/// What differs between pages.
pub struct Page<'p> {
    pub uid: &'p str,
    pub title: &'p str,
    pub description: &'p str,
    pub kind: bool,
    pub from: &'p str,
    pub refresh: &'p str,
    pub variables: Vec<Value>,
    pub annotations: Vec<Value>,
    pub board: Board,
}

impl Page<'_> {
    /// The dashboard's JSON.
    pub fn json(self, stack: &Stack) -> Value {
        let tags = if self.kind {
            json!(["monc", "monc-kind"])
        } else {
            json!(["monc"])
        };
        let mut annotations = vec![json!({
            "builtIn": 1,
            "datasource": { "type": "grafana", "uid": "-- Grafana --" },
            "enable": true,
            "hide": true,
            "iconColor": "rgba(0, 211, 255, 1)",
            "name": "Annotations & Alerts",
            "type": "dashboard",
        })];
        annotations.extend(self.annotations);
        json!({
            "uid": self.uid,
            "title": self.title,
            "description": self.description,
            "tags": tags,
            "schemaVersion": 42,
            "version": 1,
            "editable": false,
            "graphTooltip": 1,
            "timezone": "browser",
            "weekStart": "",
            "fiscalYearStartMonth": 0,
            "refresh": self.refresh,
            "time": { "from": self.from, "to": "now" },
            "timepicker": {
                "refresh_intervals": ["15s", "30s", "1m", "5m", "15m"],
                "quick_ranges": [
                    { "display": "Last 15 minutes", "from": "now-15m", "to": "now" },
                    { "display": "Last 1 hour", "from": "now-1h", "to": "now" },
                    { "display": "Last 3 hours", "from": "now-3h", "to": "now" },
                    { "display": "Last 12 hours (the night)", "from": "now-12h", "to": "now" },
                    { "display": "Last 24 hours", "from": "now-24h", "to": "now" },
                    { "display": "Last 3 days (the weekend)", "from": "now-3d", "to": "now" },
                    { "display": "Last 7 days", "from": "now-7d", "to": "now" },
                    { "display": "Last 30 days", "from": "now-30d", "to": "now" },
                ],
            },
            "templating": { "list": self.variables },
            "annotations": { "list": annotations },
            "links": links(stack, self.uid),
            "preload": false,
            "panels": self.board.panels(),
        })
    }
}

fn links(stack: &Stack, uid: &str) -> Vec<Value> {
    let link = |title: &str, url: &str, icon: &str, tooltip: &str| {
        json!({
            "title": title, "url": format!("/d/{url}"), "type": "link", "icon": icon, "tags": [], "asDropdown": false,
            "includeVars": false, "keepTime": true, "targetBlank": false, "tooltip": tooltip,
        })
    };
    let mut out = Vec::new();
    if uid != names::OVERVIEW_UID {
        out.push(link(
            "Overview",
            names::OVERVIEW_UID,
            "apps",
            "What is wrong, over everything",
        ));
    }
    if stack
        .kinds
        .iter()
        .any(|kind| kind.label != names::STACK_KIND)
    {
        out.push(json!({
            "title": "Kinds", "type": "dashboards", "icon": "apps", "tags": ["monc-kind"], "asDropdown": true,
            "includeVars": false, "keepTime": true, "targetBlank": false, "tooltip": "One page for each kind of service", "url": "",
        }));
    }
    if uid != names::SLO_UID && !stack.slos.is_empty() {
        out.push(link(
            "Objectives",
            names::SLO_UID,
            "heart",
            "Are promises kept, and how fast do their budgets go",
        ));
    }
    if uid != names::ALERTS_UID {
        out.push(link(
            "Alerts",
            names::ALERTS_UID,
            "bell",
            "What fires, who is told, what is noisy",
        ));
    }
    if uid != names::STACK_UID {
        out.push(link(
            "Stack",
            names::STACK_UID,
            "cog",
            "Prometheus, Alertmanager and Grafana themselves",
        ));
    }
    out
}

/// A variable that takes its values from a label.
pub fn variable(
    name: &str,
    label: &str,
    description: &str,
    query: &str,
    all: Option<&str>,
) -> Value {
    let mut variable = json!({
        "name": name,
        "label": label,
        "description": description,
        "type": "query",
        "datasource": data_source(),
        "query": { "query": query, "refId": format!("var-{name}") },
        "refresh": 2,
        "regex": "",
        "sort": 5,
        "multi": true,
        "includeAll": true,
        "hide": 0,
        "skipUrlSync": false,
        "current": { "text": ["All"], "value": ["$__all"] },
        "options": [],
    });
    if let (Some(all), Some(keys)) = (all, variable.as_object_mut()) {
        keys.insert("allValue".into(), all.into());
    }
    variable
}

/// Marks on the time axis.
pub fn annotation(
    name: &str,
    expression: &str,
    colour: &str,
    title: &str,
    text: &str,
    on: bool,
) -> Value {
    json!({
        "name": name,
        "datasource": data_source(),
        "enable": on,
        "hide": false,
        "iconColor": colour,
        "target": { "refId": "Anno", "expr": expression, "interval": "30s" },
        "titleFormat": title,
        "textFormat": text,
        "tagKeys": "service",
        "useValueForTime": false,
    })
}

/// Whether some service has a team, and the selector by it.
pub fn team_selector(stack: &Stack) -> &'static str {
    if stack.identity_labels.iter().any(|label| label == "team") {
        "team=~\"$team\""
    } else {
        ""
    }
}

/// The variable `team`, where some service has one.
pub fn team_variable(stack: &Stack) -> Vec<Value> {
    if team_selector(stack).is_empty() {
        return Vec::new();
    }
    let query = format!("label_values({}, team)", names::SERVICE);
    vec![variable(
        "team",
        "Team",
        "Whose services",
        &query,
        Some(".*"),
    )]
}

/// Least step of charts: two evaluations, so that a window holds a sample even when one was missed.
pub fn step(stack: &Stack) -> String {
    crate::config::value::print_duration(crate::config::value::Duration {
        milliseconds: stack.evaluation_interval.milliseconds.saturating_mul(2),
    })
}

/// Refresh of pages that are looked at during an incident: 30 s, but not faster than data come.
pub fn refresh(stack: &Stack) -> &'static str {
    if stack.scrape_interval.milliseconds <= 15_000 {
        "30s"
    } else {
        "1m"
    }
}

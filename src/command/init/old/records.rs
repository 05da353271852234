//! Recording rules, in a file of their own beside monitoring.toml.

use serde::Serialize;

use crate::emit::yaml;
use crate::promql;

use super::rules::Rule;
use super::told::Told;
use super::watched::Watched;

/// Name of the file.
pub const NAME: &str = "recording-rules.yml";

#[derive(Serialize)]
struct File {
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    name: &'static str,
    rules: Vec<Record>,
}

#[derive(Serialize)]
struct Record {
    record: String,
    expr: String,
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    labels: std::collections::BTreeMap<String, String>,
}

/// The text of the file; `None`: there are no such rules.
pub fn file(rules: &[Rule], services: &[Watched], told: &mut Told) -> Option<String> {
    let mut records = Vec::new();
    for rule in rules.iter().filter(|rule| !rule.is_alert) {
        match promql::parse(&rule.expr) {
            Ok(expression) => {
                let expression = promql::places::replace(expression, &|matcher| {
                    super::own_alert::instead(matcher, services)
                });
                told.became(format!("record {}", rule.shown()), NAME.to_owned());
                records.push(Record {
                    record: rule.name.clone(),
                    expr: promql::print(&expression),
                    labels: rule.labels.clone(),
                });
            }
            Err(_) => told.dropped(
                format!("record {}", rule.shown()),
                "its expression cannot be read".into(),
            ),
        }
    }
    if records.is_empty() {
        return None;
    }
    let file = File {
        groups: vec![Group {
            name: "recorded",
            rules: records,
        }],
    };
    Some(yaml::to_string(
        "Recording rules that were there before monc; names of jobs are those of services now.",
        &file,
    ))
}

//! Code quality report of GitLab: a JSON list, of which it shows what is new in a merge request.

use std::collections::HashMap;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Level};
use crate::source::Sources;

use super::fingerprint::fingerprint;
use super::placed::place;

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// One JSON document, with a newline at its end. A finding without a place, of which there are none today, would be one of the first
/// line: GitLab leaves out what has no place.
pub fn gitlab(findings: &[Diagnostic], sources: &Sources) -> String {
    let report = place(findings, sources);
    let mut seen: HashMap<String, usize> = HashMap::new();
    let issues: Vec<Issue<'_>> = report
        .findings
        .iter()
        .map(|placed| {
            let span = placed.labels.first().map(|label| label.span);
            let span = span.unwrap_or_default();
            let text = sources.text(span.file);
            let file = report.files.get(&span.file);
            let line = |byte| file.map_or(1, |file| file.lines.position(text, byte).line);
            let path = file.map_or("", |file| &file.name).replace('\\', "/");
            let path = path.strip_prefix("./").unwrap_or(&path).to_owned();
            Issue {
                description: placed.told().replace('\n', " "),
                check_name: placed.finding.id,
                fingerprint: fingerprint(placed, &path, &mut seen),
                severity: match placed.finding.level {
                    Level::Error => "major",
                    Level::Warning => "minor",
                    Level::Advice => "info",
                },
                location: Location {
                    path,
                    lines: Lines {
                        begin: line(span.start),
                        end: line(span.end),
                    },
                },
            }
        })
        .collect();
    let mut out = serde_json::to_string_pretty(&issues).unwrap_or_default();
    out.push('\n');
    out
}

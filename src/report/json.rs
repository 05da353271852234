//! Findings for programs; the format is described in `docs/json-format.md`.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

use super::placed::{PlacedLabel, Report, place};

/// Version of the format: raised when a key changes its meaning or goes.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    findings: Vec<Finding<'r>>,
}

#[derive(Serialize)]
struct Finding<'r> {
    id: &'r str,
    level: String,
    title: &'r str,
    help: Option<&'r str>,
    labels: Vec<Label<'r>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    environments: &'r [String],
}

#[derive(Serialize)]
struct Label<'r> {
    file: &'r str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: usize,
    end: usize,
    text: &'r str,
    primary: bool,
}

/// One JSON document, with a newline at its end.
pub fn json(findings: &[Diagnostic], sources: &Sources) -> String {
    let report = place(findings, sources);
    let document = Document {
        version: VERSION,
        findings: report
            .findings
            .iter()
            .map(|placed| Finding {
                id: placed.finding.id,
                level: placed.finding.level.to_string(),
                title: &placed.title,
                help: placed.help.as_deref(),
                labels: placed
                    .labels
                    .iter()
                    .enumerate()
                    .filter_map(|(at, placed)| label(&report, sources, placed, at == 0))
                    .collect(),
                environments: &placed.finding.environments,
            })
            .collect(),
    };
    // Only maps with keys that are no texts, and our own impls, fail; there are none.
    let mut out = serde_json::to_string_pretty(&document).unwrap_or_default();
    out.push('\n');
    out
}

fn label<'r>(
    report: &'r Report<'_>,
    sources: &Sources,
    label: &'r PlacedLabel,
    primary: bool,
) -> Option<Label<'r>> {
    let file = report.files.get(&label.span.file)?;
    let text = sources.text(label.span.file);
    let start = file.lines.position(text, label.span.start);
    let end = file.lines.position(text, label.span.end);
    Some(Label {
        file: &file.name,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        start: label.span.start,
        end: label.span.end,
        text: &label.text,
        primary,
    })
}

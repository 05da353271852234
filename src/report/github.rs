//! Annotations of a GitHub workflow: one command a finding, which the runner shows beside the line of the pull request.

use crate::diagnostic::{Diagnostic, Level};
use crate::escape::github::{message, property};
use crate::source::Sources;

use super::placed::place;

/// One line a finding.
pub fn github(findings: &[Diagnostic], sources: &Sources) -> String {
    let report = place(findings, sources);
    let mut out = String::new();
    for placed in &report.findings {
        let command = match placed.finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Advice => "notice",
        };
        let mut properties = Vec::new();
        if let Some(label) = placed.labels.first()
            && let Some(file) = report.files.get(&label.span.file)
        {
            let text = sources.text(label.span.file);
            let start = file.lines.position(text, label.span.start);
            let end = file.lines.position(text, label.span.end);
            properties.push(format!("file={}", property(&file.name.replace('\\', "/"))));
            properties.push(format!("line={}", start.line));
            properties.push(format!("endLine={}", end.line));
            // The runner takes columns only within one line.
            if end.line == start.line {
                properties.push(format!("col={}", start.column));
                properties.push(format!("endColumn={}", end.column));
            }
        }
        properties.push(format!("title={}", property(placed.finding.id)));
        out.push_str(&format!(
            "::{command} {}::{}\n",
            properties.join(","),
            message(&placed.told())
        ));
    }
    out
}

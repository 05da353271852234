//! One line a finding: `file:line:column: level[id]: title; help`.

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

use super::placed::place;
use super::together::where_it_is;

/// For editors, `grep` and logs.
pub fn short(findings: &[Diagnostic], sources: &Sources) -> String {
    let report = place(findings, sources);
    let mut out = String::new();
    for placed in &report.findings {
        if let Some(label) = placed.labels.first()
            && let Some(file) = report.files.get(&label.span.file)
        {
            let position = file
                .lines
                .position(sources.text(label.span.file), label.span.start);
            out.push_str(&format!(
                "{}:{}:{}: ",
                file.name, position.line, position.column
            ));
        }
        out.push_str(&format!(
            "{}[{}]{}: {}",
            placed.finding.level,
            placed.finding.id,
            where_it_is(placed.finding),
            placed.title
        ));
        if let Some(help) = &placed.help {
            out.push_str("; ");
            out.push_str(help);
        }
        out.push('\n');
    }
    out
}

//! Findings as people read them: the lines of the file, drawn with what is wrong in them.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity,
    SourceCode, SourceSpan, SpanContents,
};

use crate::diagnostic::{Diagnostic, FileId, Level};
use crate::source::Sources;

use super::Options;
use super::placed::{Placed, PlacedFile, PlacedLabel, Report, place};
use super::together::where_it_is;

/// Lines longer than this are cut around what is pointed at.
const LONGEST_LINE: usize = 400;
/// Lines between two places that are drawn apart.
const FAR: usize = 2;
/// What is left of them on each side.
const AROUND: usize = 80;

/// All findings, drawn.
pub fn human(findings: &[Diagnostic], sources: &Sources, options: &Options) -> String {
    let report = place(findings, sources);
    let theme = if options.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_context_lines(1)
        .with_width(options.width.clamp(40, 200));
    let mut out = String::new();
    for placed in &report.findings {
        for part in parts(placed, &report) {
            // Writing to a text does not fail.
            let _ = handler.render_report(&mut out, &part);
        }
        out.push('\n');
    }
    out
}

/// One picture for each file that a finding points at; only the first carries title and help.
fn parts<'r>(placed: &'r Placed<'_>, report: &'r Report<'_>) -> Vec<Part<'r>> {
    let mut files: Vec<FileId> = Vec::new();
    for label in &placed.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let mut parts = vec![Part {
        placed,
        title: placed.title.clone(),
        file: None,
        labels: Vec::new(),
        main: true,
    }];
    for (at, id) in files.into_iter().enumerate() {
        let Some(file) = report.files.get(&id) else {
            continue;
        };
        let of_file = placed
            .labels
            .iter()
            .enumerate()
            .filter(|(_, label)| label.span.file == id);
        let mut labels: Vec<(usize, &PlacedLabel)> = of_file.collect();
        if at == 0 {
            // The place above the picture is that of its first line: what stands far above is drawn after.
            let line = |label: &PlacedLabel| file.lines.line(label.span.start);
            let main = labels.first().map_or(0, |(_, label)| line(label));
            let above = labels
                .extract_if(.., |(_, label)| line(label) + FAR < main)
                .collect::<Vec<_>>();
            if !above.is_empty() {
                parts.push(Part {
                    placed,
                    title: "see also".into(),
                    file: Some(file),
                    labels: above,
                    main: false,
                });
            }
            if let Some(part) = parts.first_mut() {
                part.file = Some(file);
                part.labels = labels;
            }
        } else {
            parts.push(Part {
                placed,
                title: "see also".into(),
                file: Some(file),
                labels,
                main: false,
            });
        }
    }
    parts
}

struct Part<'r> {
    placed: &'r Placed<'r>,
    title: String,
    file: Option<&'r PlacedFile>,
    labels: Vec<(usize, &'r PlacedLabel)>,
    main: bool,
}

impl fmt::Debug for Part<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.title)
    }
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.title)
    }
}

impl std::error::Error for Part<'_> {}

impl miette::Diagnostic for Part<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let finding = self.placed.finding;
        self.main.then(|| {
            let place = where_it_is(finding);
            Box::new(format!("{}[{}]{place}", finding.level, finding.id)) as Box<dyn fmt::Display>
        })
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.placed.finding.level {
            _ if !self.main => Severity::Advice,
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Advice => Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.placed.help.as_ref().filter(|_| self.main)?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.file.map(|file| file as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let file = self.file?;
        Some(Box::new(self.labels.iter().map(move |(at, label)| {
            let span = shown(file, label);
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            if *at == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

/// What is longer than its first line is shown there.
fn shown(file: &PlacedFile, label: &PlacedLabel) -> SourceSpan {
    let text = &file.masked.text;
    let start = boundary(text, label.span.start);
    let line = text
        .get(start..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or("");
    let end = label
        .span
        .end
        .min(start + line.len())
        .min(start + LONGEST_LINE / 2);
    let end = boundary(text, end).max(start);
    (start..end).into()
}

fn boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Reads only the lines it needs: miette's own source counts lines from the first one for each label.
impl SourceCode for PlacedFile {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = &self.masked.text;
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let (first, last) = (self.lines.line(start), self.lines.line(end));
        let last_shown = (last + lines_after)
            .min(self.lines.count().saturating_sub(1))
            .max(first);
        let mut first_shown = first.saturating_sub(lines_before);
        let mut from = self.lines.start(first_shown);
        let mut until = self.lines.end(last_shown).max(end);
        let too_long = (first_shown..=last_shown)
            .any(|line| self.lines.end(line) - self.lines.start(line) > LONGEST_LINE);
        if too_long {
            first_shown = first;
            from = boundary(
                text,
                self.lines.start(first).max(start.saturating_sub(AROUND)),
            );
            until = boundary(text, self.lines.end(last).min(end + AROUND)).max(end);
        }
        // Without lines around it, miette asks where the place is, to name it above the picture.
        if lines_before == 0 && lines_after == 0 {
            first_shown = first;
            from = start;
            until = end.max(start);
        }
        let column = text[self.lines.start(first_shown)..from]
            .chars()
            .filter(|c| *c != '\u{feff}')
            .count();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            text.as_bytes().get(from..until).unwrap_or_default(),
            (from, until - from).into(),
            first_shown,
            column,
            last_shown + 1 - first_shown,
        )))
    }
}

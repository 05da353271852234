//! `monc route`: where an alert goes, why, how soon, and what holds it back. Without labels: every alert.

mod answer;
mod human;
mod json;
mod matrix;
mod question;

use crate::cli::{ListFormat, Route};
use crate::diagnostic::Path;
use crate::error::Error;
use crate::source::Sources;

use super::{Outcome, Project, Terminal, terminal};

use answer::Answers;
use question::Question;

/// Alerts that are shown one by one; more are a table.
const SHOWN: usize = 6;

pub fn run(options: &Route, terminal: &Terminal) -> Result<Outcome, Error> {
    let question = Question::read(&options.labels, options.at.as_deref())?;
    let mut sources = Sources::default();
    let project = Project::open(
        options.file.as_deref(),
        options.environment.as_deref(),
        &mut sources,
        terminal,
    )?;
    let mut outcome = project.outcome_of_view(terminal);
    let Some(stack) = &project.stack else {
        return Ok(outcome);
    };
    let line = |path: &Path| project.line_of(path, &sources);
    let unknown = question.unknown(stack);
    if !unknown.is_empty() {
        outcome = Outcome::Findings;
    }
    if options.labels.is_empty() {
        match options.format {
            ListFormat::Json => terminal.print(&json::matrix(stack, &question))?,
            ListFormat::Human => matrix::table(stack, &question, |_| true).print(
                terminal,
                options.format,
                "no alerts",
            )?,
        }
        return Ok(outcome);
    }
    let answers = Answers::new(stack, &question, &line);
    if options.format == ListFormat::Json {
        terminal.print(&json::answers(&answers, &question, &unknown))?;
        return Ok(outcome);
    }
    for unknown in &unknown {
        terminal::message(&unknown.words());
    }
    match answers.matching() {
        0 => terminal.print(&human::as_given(&answers, &question, terminal))?,
        1..=SHOWN => terminal.print(&human::alerts(&answers, &question, terminal))?,
        _ => matrix::table(stack, &question, |alert| question.asks_for(&alert.labels)).print(
            terminal,
            options.format,
            "no alerts",
        )?,
    }
    Ok(outcome)
}

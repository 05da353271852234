//! `monc check`: everything that is wrong, at once.

use std::path::Path;

use crate::cli::{Check, Deny, FindingFormat};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::report;
use crate::source::Sources;

use super::summary::say_more;
use super::{Outcome, Project, Summary, Terminal, fix};

pub fn run(options: &Check, terminal: &Terminal) -> Result<Outcome, Error> {
    let files: Vec<Option<&Path>> = if options.files.is_empty() {
        vec![None]
    } else {
        options
            .files
            .iter()
            .map(|path| Some(path.as_path()))
            .collect()
    };
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let mut lines = Vec::new();
    let mut outcome = Outcome::Fine;
    for file in files {
        if options.fix && fix::fix(file, options, terminal)? && options.diff {
            outcome = Outcome::Findings;
        }
        let project = Project::open_on(file, options.today, &mut sources, terminal)?;
        let summary = Summary::of(&project);
        if summary.outcome(options.deny) == Outcome::Findings {
            outcome = Outcome::Findings;
        }
        lines.push(summary.line(&project.name));
        findings.extend(project.located(&sources));
    }
    if options.diff {
        return Ok(outcome);
    }
    print_findings(&findings, options.format, options.deny, &sources, terminal)?;
    for line in lines {
        terminal.say(&line);
    }
    say_more(&findings, terminal);
    Ok(outcome)
}

/// Prints findings that are already located.
pub fn print_findings(
    findings: &[Diagnostic],
    format: FindingFormat,
    deny: Option<Deny>,
    sources: &Sources,
    terminal: &Terminal,
) -> Result<(), Error> {
    let options = report::Options {
        color: terminal.color,
        width: terminal.width(),
        deny_warnings: deny.is_some(),
    };
    let text = match format {
        FindingFormat::Human => report::human(findings, sources, &options),
        FindingFormat::Short => report::short(findings, sources),
        FindingFormat::Json => report::json(findings, sources),
        FindingFormat::Sarif => report::sarif(findings, sources),
        FindingFormat::Github => report::github(findings, sources),
        FindingFormat::Gitlab => report::gitlab(findings, sources),
        FindingFormat::Junit => report::junit(findings, sources, &options),
    };
    terminal.print(&text)
}

//! `monc check`: everything that is wrong, at once.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::path::Path;

use crate::cli::{Check, Deny, FindingFormat};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::report;
use crate::source::Sources;

use super::project::Read;
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
    let mut roots = BTreeSet::new();
    for file in files {
        if options.fix && fix::fix(file, options, terminal)? && options.diff {
            outcome = Outcome::Findings;
        }
        // The process ends soon, and takes all of it away at once: to free value by value takes as long as some lints.
        let read = ManuallyDrop::new(Project::read(file, &mut sources, terminal)?);
        // Several files that one stack includes are judged with it, once.
        if !roots.insert(read.found.path.clone()) {
            continue;
        }
        let views = &*views(&read, options, &mut sources, terminal)?.leak();
        let summary = Summary::of_all(views);
        if summary.outcome(options.deny) == Outcome::Findings {
            outcome = Outcome::Findings;
        }
        let located = views.iter();
        let found = report::together(
            located
                .map(|(name, project)| (name.clone(), project.located(&sources)))
                .collect(),
        );
        let name = match options.environment.as_deref() {
            Some(environment) => format!("{} in {environment}", read.found.name),
            None => read.found.name.clone(),
        };
        lines.push(summary.line(&name, &found));
        findings.extend(found);
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

/// The base and every environment, or the one that is asked for.
pub fn views(
    read: &Read,
    options: &Check,
    sources: &mut Sources,
    terminal: &Terminal,
) -> Result<Vec<(String, Project)>, Error> {
    match options.environment.as_deref() {
        Some(name) => {
            let project = read.only(Some(name), options.today, sources, terminal)?;
            Ok(vec![(name.to_owned(), project)])
        }
        None => read.views(options.today, sources, terminal),
    }
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

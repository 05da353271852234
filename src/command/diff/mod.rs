//! `monc diff OLD NEW`: what changes in meaning, not in bytes.

mod change;
mod hours;
mod limits;
mod people;
mod print;
mod stack;
mod told;
mod watched;

use std::path::Path;

use crate::cli::Diff;
use crate::error::Error;
use crate::model::Stack;
use crate::source::Sources;

use super::summary::counted;
use super::{Outcome, Project, Terminal};

use change::Change;

pub fn run(options: &Diff, terminal: &Terminal) -> Result<Outcome, Error> {
    if options.old.as_os_str() == "-" && options.new.as_os_str() == "-" {
        return Err(Error::Unknown("only one of the files can be stdin".into()));
    }
    let environment = options.environment.as_deref();
    let open = |file: &Path| {
        let mut sources = Sources::default();
        let project = Project::open(Some(file), environment, &mut sources, terminal)?;
        if project.stack.is_none() {
            return Err(Error::Unknown(format!(
                "{} cannot be compared: `monc check` says what is wrong with it",
                project.name
            )));
        }
        if crate::has_errors(&project.findings) {
            terminal.say(&format!(
                "{} has errors, and is compared as far as it can be read",
                project.name
            ));
        }
        Ok(project)
    };
    let (old, new) = (open(&options.old)?, open(&options.new)?);
    let (Some(before), Some(after)) = (&old.stack, &new.stack) else {
        return Ok(Outcome::Fine);
    };
    let changes = changes(before, after);
    let names = [old.name.as_str(), new.name.as_str()];
    terminal.print(&print::text(&changes, names, options.format, terminal))?;
    if changes.is_empty() {
        terminal.say(&format!("{} and {} mean the same", old.name, new.name));
        return Ok(Outcome::Fine);
    }
    let number = counted(changes.len(), "difference", "differences");
    terminal.say(&format!("{} → {}: {number} in meaning", old.name, new.name));
    Ok(Outcome::Findings)
}

/// All differences, by topic.
fn changes(old: &Stack, new: &Stack) -> Vec<Change> {
    let mut all = watched::changes(old, new);
    all.extend(limits::changes(old, new));
    all.extend(told::changes(old, new));
    all.extend(people::changes(old, new));
    all.extend(stack::changes(old, new));
    if all.is_empty() {
        all.extend(stack::rest(old, new));
    }
    all.sort_by_key(|change| (change.topic, change.what));
    all
}

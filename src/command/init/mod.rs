//! `monc init`: a commented monitoring.toml and its schema, here, from the Compose file that it finds. Never asks, never overwrites.

mod compose;
mod dockerfile;
mod draft;
mod entry;
mod fate;
mod logins;
mod old;
mod packages;
mod page;
mod sorts;
mod stub_status;
mod surroundings;

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::cli::{FindingFormat, Init};
use crate::diagnostic::{Diagnostic, Level};
use crate::error::Error;
use crate::source::Sources;

use super::check::print_findings;
use super::discover::FILE_NAME;
use super::{Outcome, Project, Summary, Terminal, schema};

/// Name of the schema, as the first line of the file names it.
const SCHEMA_NAME: &str = "monitoring.schema.json";

/// Stands for the stack's name.
const NAME: &str = "@name@";

/// What is written where there is no Compose file.
const EMPTY: &str = include_str!("empty.toml");

/// The hook, for those who have it already.
const HOOKS: &str = "  - repo: https://github.com/your-fork/monc
    rev: v0.1.0
    hooks:
      - id: monc-check
      - id: monc-build-check";

pub fn run(options: &Init, terminal: &Terminal) -> Result<Outcome, Error> {
    if Path::new(FILE_NAME).exists() {
        return Err(already_there());
    }
    let name = stack_name();
    if let Some(folder) = &options.from_monitoring {
        return old::run(folder, &name, terminal);
    }
    match compose::find(&options.compose, terminal)? {
        Some(found) => from_compose(&found, &name, terminal),
        None => {
            write(&EMPTY.replace(NAME, &name), terminal)?;
            let others = compose::others();
            if let Some(other) = others.first() {
                terminal.say(&format!(
                    "There is {}: `monc init --compose {other}` starts from it, once {FILE_NAME} is out of the way",
                    others.join(", ")
                ));
            }
            terminal.next(&format!(
                "Next: say in {FILE_NAME} what you run and who is told, then `monc check`, then `monc build`"
            ));
            Ok(Outcome::Fine)
        }
    }
}

fn from_compose(found: &compose::Found, name: &str, terminal: &Terminal) -> Result<Outcome, Error> {
    let name = if found.app.named {
        &found.app.project
    } else {
        name
    };
    let draft = draft::draft(found, name);
    terminal.say(&format!(
        "Read {}, by {}",
        found.files.join(" and "),
        found.reader
    ));
    write(&draft.text, terminal)?;
    let services = found.app.services.len();
    terminal.say(&format!(
        "Watched: {} of {services} services by what they are, all of them as containers",
        draft.watched
    ));
    for (service, variable) in &draft.in_plain_text {
        terminal.say(&format!(
            "`{service}` has a password in plain text ({variable} in {}): move it into .env, and change it, since whoever reads the repository knows it",
            found.files.join(" or ")
        ));
    }
    if !draft.monitoring.is_empty() {
        terminal.say(&format!(
            "There is monitoring already ({}): `monc init --from-monitoring DIR` takes its alerts, receivers and dashboards along",
            draft.monitoring.join(", ")
        ));
    }
    decide(&draft.text, terminal)
}

/// What only a person can decide: the findings of the file that was just written.
fn decide(text: &str, terminal: &Terminal) -> Result<Outcome, Error> {
    let mut sources = Sources::default();
    let project = Project::open(Some(Path::new(FILE_NAME)), None, &mut sources, terminal)?;
    let located = project.located(&sources);
    let open = located
        .into_iter()
        .filter(|finding| finding.level != Level::Advice);
    // What to do is said in the file, beside each.
    let open: Vec<Diagnostic> = open
        .map(|finding| Diagnostic {
            help: None,
            ..finding
        })
        .collect();
    print_findings(&open, FindingFormat::Short, None, &sources, terminal)?;
    let places = text
        .lines()
        .filter(|line| line.starts_with("# Decide:"))
        .count();
    let places = match places {
        0 => String::new(),
        1 => "; one place is left to you: look for `Decide`".to_owned(),
        many => format!("; {many} places are left to you: look for `Decide`"),
    };
    terminal.say(&format!(
        "{}{places}",
        Summary::of(&project).line_alone(&project.name)
    ));
    terminal.next(&format!(
        "Next: decide these in {FILE_NAME} (`monc check` says more of each), then `monc build`"
    ));
    terminal.next(&format!("With pre-commit (https://pre-commit.com) it stays right; in .pre-commit-config.yaml, under `repos:`\n{HOOKS}"));
    Ok(Outcome::Fine)
}

/// Writes the file and its schema.
fn write(text: &str, terminal: &Terminal) -> Result<(), Error> {
    if !create(Path::new(FILE_NAME), text)? {
        return Err(already_there());
    }
    if create(Path::new(SCHEMA_NAME), &schema::text())? {
        terminal.say(&format!("Wrote {FILE_NAME} and {SCHEMA_NAME}"));
    } else {
        terminal.say(&format!(
            "Wrote {FILE_NAME}; {SCHEMA_NAME} was there already and was left as it is"
        ));
    }
    Ok(())
}

fn already_there() -> Error {
    Error::AlreadyThere {
        path: FILE_NAME.into(),
    }
}

/// Makes a file that must not be there yet.
fn create_new(path: &Path, text: &str) -> Result<(), Error> {
    if create(path, text)? {
        Ok(())
    } else {
        Err(Error::AlreadyThere {
            path: path.display().to_string(),
        })
    }
}

/// Whether the file was made; `false`: it was there.
fn create(path: &Path, text: &str) -> Result<bool, Error> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file
            .write_all(text.as_bytes())
            .map(|()| true)
            .map_err(|reason| Error::writing(path, reason)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(reason) => Err(Error::writing(path, reason)),
    }
}

/// The folder's name, as far as it can be the name of a stack.
fn stack_name() -> String {
    let folder = env::current_dir().unwrap_or_default();
    let folder = folder
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let name: String = folder
        .chars()
        .map(|c| match c {
            'a'..='z' | '0'..='9' | '_' | '-' => c,
            _ => '-',
        })
        .collect();
    let name = name.trim_matches(['-', '_']);
    let name: String = name.chars().take(40).collect();
    if name.is_empty() {
        "my-stack".to_owned()
    } else {
        name
    }
}

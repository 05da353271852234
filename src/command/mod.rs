//! The commands: one file each. Only here and in `output` are files read and written.

mod app;
mod build;
mod capacity;
mod check;
mod completions;
mod detect;
mod diff;
mod discover;
mod explain;
mod fix;
mod fragment;
mod include;
mod init;
mod list;
mod project;
mod route;
mod schema;
mod spoken;
mod summary;
mod table;
mod terminal;

use std::env;
use std::process::ExitCode;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::{Cli, Command, LATER};
use crate::error::Error;

pub use project::{findings, inputs};

use project::Project;
use summary::Summary;
use table::Table;
use terminal::Terminal;

/// How a command that could run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Exit code 0.
    Fine,
    /// Exit code 1: errors, denied warnings, or differences.
    Findings,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    let terminal = Terminal::new(&cli.global);
    match run(&cli, &terminal) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) => {
            terminal.fail(&error);
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli, terminal: &Terminal) -> Result<Outcome, Error> {
    if let Some(folder) = &cli.global.folder {
        env::set_current_dir(folder).map_err(|reason| Error::Enter {
            path: folder.display().to_string(),
            reason,
        })?;
    }
    match &cli.command {
        Command::Init(options) => init::run(options, terminal),
        Command::Check(options) => check::run(options, terminal),
        Command::Build(options) => build::run(options, terminal),
        Command::Explain(options) => explain::run(options, terminal),
        Command::List(options) => list::run(options, terminal),
        Command::Route(options) => route::run(options, terminal),
        Command::Diff(options) => diff::run(options, terminal),
        Command::Capacity(options) => capacity::run(options, terminal),
        Command::Detect => detect::run(terminal),
        Command::Schema(options) => schema::run(options, terminal),
        Command::Completions(options) => completions::run(options, terminal),
    }
}

/// What clap has to say: help, the version, or what is wrong with the command line.
fn refuse(error: &clap::Error) -> ExitCode {
    let later = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(name)) if error.kind() == ErrorKind::InvalidSubcommand => {
            LATER.into_iter().find(|later| later == name)
        }
        _ => None,
    };
    match later {
        Some(name) => terminal::message(&format!(
            "error: `monc {name}` is not in this version ({})",
            crate::VERSION
        )),
        // A closed stream is no news.
        None => drop(error.print()),
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

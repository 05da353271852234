//! `monc completions SHELL`.

use clap::CommandFactory;

use crate::cli::{Cli, Completions};
use crate::error::Error;

use super::{Outcome, Terminal};

pub fn run(options: &Completions, terminal: &Terminal) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Cli::command(), "monc", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Fine)
}

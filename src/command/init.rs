//! `monc init`: a commented monitoring.toml and its schema, here. Never asks, never overwrites.

use std::env;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::error::Error;

use super::discover::FILE_NAME;
use super::{Outcome, Terminal, schema};

/// Name of the schema, as the first line of the file names it.
const SCHEMA_NAME: &str = "monitoring.schema.json";

/// Stands for the stack's name.
const NAME: &str = "@name@";

const TEMPLATE: &str = include_str!("init.toml");

pub fn run(terminal: &Terminal) -> Result<Outcome, Error> {
    let text = TEMPLATE.replace(NAME, &stack_name());
    if !create(Path::new(FILE_NAME), &text)? {
        return Err(Error::AlreadyThere {
            path: FILE_NAME.into(),
        });
    }
    let schema = create(Path::new(SCHEMA_NAME), &schema::text())?;
    if schema {
        terminal.say(&format!("Wrote {FILE_NAME} and {SCHEMA_NAME}"));
    } else {
        terminal.say(&format!(
            "Wrote {FILE_NAME}; {SCHEMA_NAME} was there already and was left as it is"
        ));
    }
    terminal.next(&format!(
        "Next: say in {FILE_NAME} what you run and who is told, then `monc check`, then `monc build`"
    ));
    Ok(Outcome::Fine)
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

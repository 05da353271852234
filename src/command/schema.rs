//! `monc schema`.

use crate::error::Error;
use crate::{emit, schema};

use super::{Outcome, Terminal};

pub fn run(terminal: &Terminal) -> Result<Outcome, Error> {
    terminal.print(&text())?;
    Ok(Outcome::Fine)
}

/// The schema as the file beside monitoring.toml holds it.
pub fn text() -> String {
    emit::json::to_string(&schema::schema())
}

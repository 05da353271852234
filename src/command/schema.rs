//! `monc schema`.

use crate::cli::Schema;
use crate::error::Error;
use crate::{emit, schema};

use super::{Outcome, Terminal};

pub fn run(options: &Schema, terminal: &Terminal) -> Result<Outcome, Error> {
    let text = if options.kind {
        emit::json::to_string(&schema::kind_schema())
    } else if options.fragment {
        emit::json::to_string(&schema::included_schema())
    } else {
        text()
    };
    terminal.print(&text)?;
    Ok(Outcome::Fine)
}

/// The schema as the file beside monitoring.toml holds it.
pub fn text() -> String {
    emit::json::to_string(&schema::schema())
}

//! Editions that this monc knows.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, value};

/// The only one so far.
pub const EDITION: &str = "2026";

pub fn check(context: &Context<'_>, out: &mut Findings) {
    if let Some(edition) = context
        .config
        .monc
        .edition
        .as_deref()
        .filter(|edition| *edition != EDITION)
    {
        out.push(
            Diagnostic::error(
                "monc/unknown-edition",
                format!("this monc does not know the edition `{edition}`"),
            )
            .at(value(&["monc", "edition"]), "not an edition of this monc")
            .help(format!("write \"{EDITION}\", or use a newer monc")),
        );
    }
}

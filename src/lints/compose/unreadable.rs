//! A Compose file of the app cannot be read.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(Err(problem)) = &context.inputs.app else {
        return;
    };
    out.push(
        Diagnostic::error(
            "compose/unreadable",
            format!("{} cannot be read as a Compose file", problem.file),
        )
        .at(
            Place::Value(super::place(context.config, &problem.file)),
            problem.reason.clone(),
        )
        .help("paths are relative to this file; `docker compose config` says more about a file that is there"),
    );
}

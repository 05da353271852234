//! The stack's name is in every label, volume and folder: it is never guessed.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    if context.config.stack.name.is_none() {
        out.push(
            Diagnostic::error("stack/no-name", "the stack has no name")
                .at(Place::Key(Path::of(&["stack"])), "`name` is missing")
                .help("add `[stack]` with `name = \"shop\"`: it becomes the Compose project, and a later change starts with empty data"),
        );
    }
}

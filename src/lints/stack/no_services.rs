//! Nothing to watch.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    if context.config.services.is_empty() {
        out.push(
            Diagnostic::warning(
                "stack/no-services",
                "there is no service: only the stack itself is watched",
            )
            .at(
                Place::Key(Path::of(&["services"])),
                "no `[services.<name>]`",
            )
            .help("add one: `[services.machine]` with `kind = \"host\"`"),
        );
    }
}

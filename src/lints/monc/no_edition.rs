//! Without an edition the words mean what the first edition says.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    if context.config.monc.edition.is_none() {
        let place = if context.config.monc.requires.is_some() {
            key(&["monc"])
        } else {
            key(&["stack"])
        };
        out.push(
            Diagnostic::advice("monc/no-edition", "no edition is written")
                .at(place, "the first one, 2026, is taken")
                .help("add `[monc]` with `edition = \"2026\"`: then a newer monc never changes what the words mean"),
        );
    }
}

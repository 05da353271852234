//! `[kinds.<kind>]` names a kind.

use crate::diagnostic::{Diagnostic, nearest};
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for name in context.config.kinds.keys() {
        let broken = context.inputs.kinds.iter().any(|own| own.name == *name);
        if broken || context.catalog.kinds.contains_key(name) {
            continue;
        }
        let alias = context.catalog.kind(name).map(|(right, _)| right);
        let near =
            alias.or_else(|| nearest(name, context.catalog.kinds.keys().map(String::as_str)));
        out.push(
            Diagnostic::error("kind/unknown", format!("there is no kind `{name}`"))
                .at(key(&["kinds", name]), "not a kind")
                .meant(near, "`monc list kinds` shows all"),
        );
    }
}

//! `like` names a dialect.

use crate::diagnostic::{Diagnostic, nearest};
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let own = &context.config.dialects;
    let known: Vec<&str> = context
        .catalog
        .kinds
        .values()
        .flat_map(|kind| kind.dialects.keys())
        .chain(own.keys())
        .map(String::as_str)
        .collect();
    for (name, dialect) in own {
        if let Some(like) = dialect.like.as_deref().filter(|like| !known.contains(like)) {
            out.push(
                Diagnostic::error("dialect/unknown", format!("there is no dialect `{like}`"))
                    .at(value(&["dialects", name, "like"]), "not a dialect")
                    .meant(
                        nearest(like, known.iter().copied()),
                        "`monc list dialects` shows all",
                    ),
            );
        }
    }
}

//! `use` names a template.

use crate::diagnostic::{Diagnostic, nearest};
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let config = context.config;
    for (table, layers) in [
        ("services", &config.services),
        ("templates", &config.templates),
    ] {
        for (owner, layer) in layers {
            let Some(name) = &layer.r#use else { continue };
            if config.templates.contains_key(name) {
                continue;
            }
            let near = nearest(name, config.templates.keys().map(String::as_str));
            out.push(
                Diagnostic::error("template/unknown", format!("there is no template `{name}`"))
                    .at(value(&[table, owner, "use"]), "not a template of this file")
                    .meant(near, format!("add `[templates.{name}]`")),
            );
        }
    }
}

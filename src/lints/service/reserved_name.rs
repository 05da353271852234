//! A service cannot be called like a part of the stack.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::names;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for name in context.config.services.keys() {
        let exporter_of = name
            .strip_suffix("-exporter")
            .filter(|of| context.config.services.contains_key(*of));
        let what =
            if names::RESERVED_SERVICES.contains(&name.as_str()) || name.starts_with("stack-") {
                "a part of the stack itself is called so".to_owned()
            } else if let Some(of) = exporter_of {
                format!("the exporter of `{of}` is called so")
            } else {
                continue;
            };
        out.push(
            Diagnostic::error(
                "service/reserved-name",
                format!("a service cannot be called `{name}`"),
            )
            .at(Place::Key(Path::of(&["services", name])), what)
            .help("give it another name"),
        );
    }
}

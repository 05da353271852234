//! `use` must come to an end.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let config = context.config;
    for (name, template) in &config.templates {
        let used = config.templates_of(template);
        let Some(back) = used.iter().position(|other| other == name) else {
            continue;
        };
        // Each template of a round is on it; it is told once, at the first by name.
        if used.iter().any(|other| *other < name.as_str()) {
            continue;
        }
        let trail: Vec<&str> = std::iter::once(name.as_str())
            .chain(used.into_iter().take(back + 1))
            .collect();
        out.push(
            Diagnostic::error(
                "template/cycle",
                format!("templates use each other: {}", trail.join(" → ")),
            )
            .at(value(&["templates", name, "use"]), "comes back here")
            .help("take one of these `use` out: the one of the template that says less of its own"),
        );
    }
}

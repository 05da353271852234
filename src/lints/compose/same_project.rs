//! The stack's Compose project is the app's.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let project = context.stack.project();
    let network = format!("{project}_default");
    let networks = &context.config.compose.networks;
    let place = if let Some(app) = context.inputs.app().filter(|app| app.project == project) {
        let first = app.files.first().map_or("", String::as_str);
        Place::Value(super::place(context.config, first))
    } else if let Some(index) = networks.iter().position(|name| *name == network) {
        Place::Value(crate::diagnostic::Path::of(&["compose", "networks"]).index(index))
    } else {
        return;
    };
    out.push(
        Diagnostic::error(
            "compose/same-project",
            format!("the app and the stack are both the Compose project `{project}`"),
        )
        .at(
            place,
            "`docker compose up --remove-orphans` of one would take the other's containers away",
        )
        .at(
            value(&["stack", "name"]),
            "the stack has its project from here",
        )
        .help("give the stack another name"),
    );
}

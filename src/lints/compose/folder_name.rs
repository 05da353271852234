//! The network that the stack joins is named after a folder.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let Some(app) = context.inputs.app() else {
        return;
    };
    let written = &context.config.compose.networks;
    let derived = app
        .services
        .iter()
        .flat_map(|service| service.networks.keys())
        .filter(|key| {
            let network = app.networks.get(*key);
            !network.is_some_and(|network| network.external || network.name.is_some())
        })
        .map(|key| app.network(key))
        .find(|name| context.stack.networks.contains(name) && !written.contains(name));
    let Some(network) = derived.filter(|_| !app.named) else {
        return;
    };
    let Some(file) = app.files.first() else {
        return;
    };
    out.push(
        Diagnostic::advice(
            "compose/folder-name",
            format!("the network `{network}` has its name from the folder of {file}"),
        )
        .at(
            Place::Value(super::place(context.config, file)),
            "in a folder of another name it is another network",
        )
        .help(format!(
            "write `name: {}` at the top of {file}",
            app.project
        )),
    );
}

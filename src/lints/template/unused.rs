//! A template that nothing uses says nothing.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, nearest};
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let config = context.config;
    let layers = config.services.values().chain(config.templates.values());
    let mut used: BTreeSet<&str> = layers.filter_map(|layer| layer.r#use.as_deref()).collect();
    let names = || config.templates.keys().map(String::as_str);
    // What was most likely meant is not unused.
    let meant: Vec<&str> = used
        .iter()
        .filter_map(|name| nearest(name, names()))
        .collect();
    used.extend(meant);
    for name in config.templates.keys() {
        if used.contains(name.as_str()) {
            continue;
        }
        out.push(
            Diagnostic::warning("template/unused", format!("nothing uses template `{name}`"))
                .at(key(&["templates", name]), "no service takes this up")
                .help(format!(
                    "write `use = \"{name}\"` in a service, or take it out"
                )),
        );
    }
}

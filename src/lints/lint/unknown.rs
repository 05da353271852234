//! `[lint]` sets the level of a lint that there is not.

use crate::diagnostic::{Diagnostic, nearest};
use crate::lints::ALL;
use crate::lints::context::{Context, Findings, key};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (group, levels) in &context.config.lint {
        let names: Vec<&str> = ALL
            .iter()
            .filter_map(|lint| lint.id.split_once('/'))
            .filter(|(of, _)| of == group)
            .map(|(_, name)| name)
            .collect();
        if names.is_empty() {
            let groups = ALL.iter().filter_map(|lint| lint.id.split_once('/'));
            let near = nearest(group, groups.map(|(group, _)| group));
            out.push(
                Diagnostic::error("lint/unknown", format!("no lint is in a group `{group}`"))
                    .at(key(&["lint", group]), "not a group of lints")
                    .meant(near, "`monc list lints` shows all"),
            );
            continue;
        }
        for name in levels.keys().filter(|name| name.as_str() != "all") {
            if names.contains(&name.as_str()) {
                continue;
            }
            let near = nearest(name, names.iter().copied());
            out.push(
                Diagnostic::error("lint/unknown", format!("there is no lint `{group}/{name}`"))
                    .at(key(&["lint", group, name]), "not a lint of this group")
                    .meant(near, format!("there are {}", names.join(", "))),
            );
        }
    }
}

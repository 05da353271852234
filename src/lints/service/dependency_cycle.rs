//! A cycle of `depends_on` would let services hold back each other's alerts: it is shown whole.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in context.config.services.keys() {
        if let Some(cycle) = walk(context, start, &mut done) {
            let mut shown: Vec<&str> = cycle.clone();
            shown.push(cycle[0]);
            let mut finding = Diagnostic::error(
                "service/dependency-cycle",
                format!("services depend on each other: {}", shown.join(" → ")),
            );
            for pair in shown.windows(2) {
                let place = Place::Value(Path::of(&["services", pair[0], "depends_on"]));
                finding = finding.at(place, format!("`{}` depends on `{}`", pair[0], pair[1]));
            }
            out.push(finding.help("take one of them out: the one that can live without the other"));
        }
    }
}

/// Depth first without recursion; `done` holds services whose dependencies are all walked.
fn walk<'a>(
    context: &Context<'a>,
    start: &'a str,
    done: &mut BTreeSet<&'a str>,
) -> Option<Vec<&'a str>> {
    let parents = |name: &str| -> &'a [String] {
        context
            .config
            .services
            .get(name)
            .map_or(&[], |service| service.depends_on.as_slice())
    };
    let mut trail: Vec<(&'a str, usize)> = vec![(start, 0)];
    let mut found = None;
    while let Some((name, next)) = trail.last().copied() {
        if done.contains(name) {
            trail.pop();
            continue;
        }
        let Some(parent) = parents(name).get(next) else {
            done.insert(name);
            trail.pop();
            continue;
        };
        if let Some(last) = trail.last_mut() {
            last.1 += 1;
        }
        if let Some(at) = trail.iter().position(|(on, _)| on == parent) {
            found = found.or_else(|| Some(trail[at..].iter().map(|(name, _)| *name).collect()));
        } else if context.config.services.contains_key(parent) {
            trail.push((parent, 0));
        }
    }
    found
}

//! A threshold for every service that has the signal, where no service has it.

use crate::config::Threshold;
use crate::config::value::Scalar;
use crate::diagnostic::{Diagnostic, Path};
use crate::lints::context::{Context, Findings};
use crate::lints::signal::{from_elsewhere, standing};
use crate::model::Signal;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let asked = |threshold: &Threshold| {
        // `false` asks for nothing.
        !matches!(threshold, Threshold::Value(Scalar::Boolean(false)))
    };
    let root = Path::of(&["thresholds"]);
    for (name, threshold) in &context.config.thresholds {
        if asked(threshold) && is_signal(context, name) && signals(context, name).next().is_none() {
            out.push(finding(name, root.key(name), "no service"));
        }
    }
    for (kind, table) in &context.config.kinds {
        // Without services of the kind the whole table waits for them, as a table of defaults may.
        let Some(services) = context
            .stack
            .kinds
            .iter()
            .find(|used| used.name == *kind && !used.services.is_empty())
            .map(|used| &used.services)
        else {
            continue;
        };
        let path = Path::of(&["kinds", kind, "thresholds"]);
        for (name, threshold) in &table.thresholds {
            let has = || {
                signals(context, name).any(|(source, signal)| {
                    source == kind
                        || services
                            .iter()
                            .any(|service| signal.services.binary_search(service).is_ok())
                })
            };
            if asked(threshold) && is_signal(context, name) && !has() {
                let whose = format!("no service of kind `{kind}`");
                out.push(finding(name, path.key(name), &whose));
            }
        }
    }
}

/// Whether it is a signal at all, and not one that every service has: else another lint speaks.
fn is_signal(context: &Context<'_>, name: &str) -> bool {
    standing().all(|known| known != name)
        && context
            .catalog
            .kinds
            .values()
            .any(|kind| kind.signals.contains_key(name))
}

/// Signals of this name that some service has, each with the kind that it comes from.
fn signals<'c>(
    context: &'c Context<'_>,
    name: &str,
) -> impl Iterator<Item = (&'c String, &'c Signal)> {
    context.stack.kinds.iter().flat_map(move |kind| {
        let named = kind
            .signals
            .iter()
            .filter(move |signal| signal.name == name);
        named.map(|signal| (&kind.name, signal))
    })
}

fn finding(name: &str, path: Path, whose: &str) -> Diagnostic {
    Diagnostic::warning(
        "threshold/no-service",
        format!("{whose} has the signal `{name}`"),
    )
    .at(crate::diagnostic::Place::Key(path), "makes no alert")
    .help(from_elsewhere(name))
}

//! Thresholds name signals that the service (or some service) has.

use std::collections::BTreeSet;

use super::{from_elsewhere, standing};
use crate::config::Threshold;
use crate::diagnostic::{Diagnostic, Fix, Path, Place, nearest};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut all: BTreeSet<&str> = standing().collect();
    for kind in context.catalog.kinds.values() {
        all.extend(kind.signals.keys().map(String::as_str));
    }
    all.extend(context.config.signals.keys().map(String::as_str));
    let mut say = |place: Path, name: &str, known: &BTreeSet<&str>, whose: &str| {
        if !known.contains(name) {
            out.push(finding(name, place, known, &all, whose));
        }
    };
    for name in context.config.thresholds.keys() {
        say(Path::of(&["thresholds", name]), name, &all, "any service");
    }
    for (template, table) in &context.config.templates {
        for name in table.thresholds.keys() {
            let place = Path::of(&["templates", template, "thresholds", name]);
            say(place, name, &all, "any service");
        }
    }
    for (kind, table) in &context.config.kinds {
        let Some(known) = context.catalog.kinds.get(kind) else {
            continue;
        };
        let mut names: BTreeSet<&str> = known
            .signals
            .keys()
            .map(String::as_str)
            .chain(standing())
            .collect();
        for source in ["container", "probe"] {
            names.extend(
                context
                    .catalog
                    .kinds
                    .get(source)
                    .into_iter()
                    .flat_map(|k| k.signals.keys())
                    .map(String::as_str),
            );
        }
        for name in table.thresholds.keys() {
            say(
                Path::of(&["kinds", kind, "thresholds", name]),
                name,
                &names,
                &format!("services of kind `{kind}`"),
            );
        }
    }
    for service in context.stack.services.iter().filter(|service| !service.own) {
        let Some(written) = context.config.services.get(&service.name) else {
            continue;
        };
        if written.thresholds.is_empty() {
            continue;
        }
        let mut names: BTreeSet<&str> = standing().collect();
        for kind in context
            .stack
            .kinds
            .iter()
            .filter(|kind| service.sources.contains(&kind.name))
        {
            let having = kind
                .signals
                .iter()
                .filter(|signal| signal.services.binary_search(&service.name).is_ok());
            names.extend(having.map(|signal| signal.name.as_str()));
        }
        for (name, threshold) in &written.thresholds {
            // `false` for a signal that it does not have asks for nothing.
            if matches!(
                threshold,
                Threshold::Value(crate::config::value::Scalar::Boolean(false))
            ) && all.contains(name.as_str())
            {
                continue;
            }
            say(
                Path::of(&["services", &service.name, "thresholds", name]),
                name,
                &names,
                &format!("service `{}`", service.name),
            );
        }
    }
}

fn finding(
    name: &str,
    path: Path,
    known: &BTreeSet<&str>,
    all: &BTreeSet<&str>,
    whose: &str,
) -> Diagnostic {
    let place = Place::Key(path.clone());
    if let Some((used, value)) = counted_the_other_way(name) {
        return Diagnostic::error("signal/unknown", format!("there is no signal `{name}`"))
            .at(place, "`monc` counts what is used")
            .help(format!("write `{used} = \"{value}\"`"));
    }
    // Before the likeness: who writes `cpu` means `cpu`, not `process_cpu`.
    if all.contains(name) {
        return Diagnostic::error("signal/unknown", format!("{whose} has no signal `{name}`"))
            .at(place, "the signal is known, but not here")
            .help(from_elsewhere(name));
    }
    if let Some(near) = nearest(name, known.iter().copied()) {
        return Diagnostic::error("signal/unknown", format!("there is no signal `{name}`"))
            .at(place, format!("not a signal of {whose}"))
            .help(format!("did you mean `{near}`?"))
            .fix(Fix::Key(path, near.to_owned()));
    }
    let list: Vec<&str> = known
        .iter()
        .copied()
        .filter(|name| !standing().any(|known| known == *name))
        .collect();
    Diagnostic::error("signal/unknown", format!("there is no signal `{name}`"))
        .at(place, format!("not a signal of {whose}"))
        .help(match list.len() {
            0 => format!("it has none but whether it is up; add your own: `[signals.{name}]`"),
            1..=30 => format!("signals are {}", list.join(", ")),
            _ => "`monc list signals` shows all".to_owned(),
        })
}

/// Words for what is free, and what to write instead.
fn counted_the_other_way(name: &str) -> Option<(&'static str, &'static str)> {
    let thing = name
        .strip_suffix("_free")
        .or_else(|| name.strip_suffix("_available"))?;
    match thing {
        "disk" | "filesystem" => Some(("disk", "90%")),
        "memory" | "ram" => Some(("memory", "90%")),
        "cpu" => Some(("cpu", "90%")),
        _ => None,
    }
}

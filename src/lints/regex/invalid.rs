//! A regular expression that does not read stops the server that gets it.

use crate::config::value::Match;
use crate::config::{Container, ProbeEntry};
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::promql;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut say = |path: Path, pattern: &str| {
        if let Some(why) = promql::unreadable(pattern) {
            out.push(
                Diagnostic::error("regex/invalid", "this regular expression does not read")
                    .at(Place::Value(path), why)
                    .help("write a regular expression of RE2: no look-around, no back-references"),
            );
        }
    };
    let mut matching = |path: Path, matching: &Match| {
        if let Match::Text(text) = matching
            && let Some(pattern) = text.strip_prefix("=~").or_else(|| text.strip_prefix("!~"))
        {
            say(path, pattern);
        }
    };
    for (index, route) in context.config.routing.routes.iter().enumerate() {
        for (label, text) in &route.r#match {
            matching(
                Path::of(&["routing", "routes"])
                    .index(index)
                    .key("match")
                    .key(label),
                text,
            );
        }
    }
    for (name, service) in &context.config.services {
        let path = Path::of(&["services", name]);
        for (signal, threshold) in &service.thresholds {
            if let crate::config::Threshold::Table(table) = threshold {
                for (label, text) in table.r#match.iter().flatten() {
                    matching(
                        path.key("thresholds").key(signal).key("match").key(label),
                        text,
                    );
                }
            }
        }
    }
    for (name, service) in &context.config.services {
        let path = Path::of(&["services", name]);
        if let Some(Container::Name(text)) = &service.container
            && let Some(pattern) = text.strip_prefix("=~")
        {
            say(path.key("container"), pattern);
        }
        for (probe, entry) in &service.probes {
            if let ProbeEntry::Probe(entry) = entry {
                let path = path.key("probes").key(probe);
                for (key, pattern) in [
                    ("body_has", &entry.body_has),
                    ("body_lacks", &entry.body_lacks),
                ] {
                    if let Some(pattern) = pattern {
                        say(path.key(key), pattern);
                    }
                }
            }
        }
    }
}

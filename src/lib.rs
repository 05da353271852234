//! `monc`: one `monitoring.toml` → a monitoring stack that runs.
//!
//! The pipeline on one page: [`read`] takes a file from its text to its shape, [`judge`] from its shape to a stack and
//! everything that is wrong with it, [`emit::emit`] from a stack to files. All of it is pure; `command` does the reading
//! and writing around it.

pub mod catalog;
pub mod cli;
pub mod command;
pub mod config;
pub mod diagnostic;
mod document;
pub mod emit;
mod error;
pub mod escape;
mod excuses;
pub mod foreign;
pub mod layers;
pub mod lints;
mod lost;
pub mod mending;
pub mod model;
pub mod output;
pub mod promql;
mod remainder;
pub mod report;
mod requires;
pub mod resolve;
pub mod schema;
pub mod source;

use std::collections::HashSet;

use catalog::Catalog;
use diagnostic::{Diagnostic, FileId, Level};
use model::Stack;
use resolve::Inputs;
use source::{Node, Sources};

pub use document::{Document, Part, Shape, Written};

/// Version of this `monc`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Text → tree → layers → schema → config, for one file without others and without environments. `encoding` is what is wrong with the
/// file's bytes, if anything.
pub fn read(sources: &Sources, file: FileId, encoding: Option<Diagnostic>) -> Document {
    let root = Part::read(sources, file, encoding, Shape::Root);
    Written::of(root).document(sources, None)
}

/// Config → stack → lints. The findings are all of the document's, at the levels that it sets, without those that it excuses.
pub fn judge(document: &Document, inputs: &Inputs) -> (Option<Stack>, Vec<Diagnostic>) {
    let Some(config) = &document.config else {
        return (None, document.findings.clone());
    };
    let mut findings = lints::levels(config, document.findings.clone());
    let own = inputs.catalog();
    let catalog = own.as_ref().unwrap_or(Catalog::built_in());
    let (stack, mut found) = resolve::resolve(config, catalog, inputs);
    found.extend(inputs.kinds.iter().flat_map(|own| own.findings.clone()));
    let rule_files = lints::rule_files(inputs);
    found.extend(lints::run(&lints::Context {
        config,
        catalog,
        stack: &stack,
        inputs,
        strings: &document.tree.strings(),
        expressions: lints::expressions(config, &rule_files),
        rule_files,
        dashboards: lints::boards(inputs),
    }));
    let found = match &document.remainder {
        Some(remainder) => remainder.keep(&document.tree, found),
        None => found,
    };
    findings.extend(document.relocate(lints::levels(config, found)));
    let (mut findings, said) = document.excused(findings, inputs.today);
    findings.extend(lints::levels(config, said));
    if !(config.kinds.is_empty() && config.templates.is_empty()) {
        once(&mut findings, &document.tree);
    }
    (Some(stack), findings)
}

/// What is wrong in a layer is found in every service that takes it up, and said once.
fn once(findings: &mut Vec<Diagnostic>, tree: &Node) {
    let mut seen = HashSet::new();
    findings.retain(|finding| {
        let place = finding
            .labels
            .first()
            .map(|label| tree.span_of(&label.place));
        let (title, help) = (finding.title.clone(), finding.help.clone());
        seen.insert((finding.id, finding.level, place, title, help))
    });
}

/// Whether there is an error among them.
pub fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.level == Level::Error)
}

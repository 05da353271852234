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
use config::Config;
use diagnostic::{Diagnostic, FileId, Level, Path, Place};
use excuses::Excuses;
use lost::Lost;
use model::Stack;
use remainder::Remainder;
use resolve::Inputs;
use source::{Node, Sources, Value};

/// Version of this `monc`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Reads the built-in schema and catalog on a thread of their own, while this one comes to the file. Who needs one waits for it;
/// without a thread it is read then.
pub fn read_ahead() {
    let _ = std::thread::Builder::new().spawn(|| {
        schema::read_ahead();
        Catalog::built_in();
    });
}

/// A file as far as its text alone tells.
#[derive(Debug, Clone)]
pub struct Document {
    pub file: FileId,
    /// Every service merged over its templates and its kind's table, without places whose structure is wrong.
    pub tree: Node,
    /// Missing: too much is wrong, and `findings` say what.
    pub config: Option<Config>,
    remainder: Option<Remainder>,
    excuses: Excuses,
    pub findings: Vec<Diagnostic>,
    /// `[monc] requires`, where this `monc` does not satisfy it: nothing else was looked at.
    pub unmet: Option<String>,
}

impl Document {
    /// The findings with places that no longer need the tree of this file.
    pub fn locate(&self, sources: &Sources, findings: &[Diagnostic]) -> Vec<Diagnostic> {
        let mut findings = findings.to_vec();
        for label in findings.iter_mut().flat_map(|finding| &mut finding.labels) {
            label.place = Place::At(sources.locate(&self.tree, &label.place));
        }
        findings
    }
}

/// Text → tree → layers → schema → config. `encoding` is what is wrong with the file's bytes, if anything.
pub fn read(sources: &Sources, file: FileId, encoding: Option<Diagnostic>) -> Document {
    let (tree, found) = source::parse(sources, file);
    // Where bytes were replaced, what TOML says of that place is no news.
    let echo = |finding: &Diagnostic| {
        encoding.is_some() && source::holds_replaced(sources.text(file), finding)
    };
    let found = found.into_iter().filter(|finding| !echo(finding));
    let found: Vec<Diagnostic> = found.collect();
    let mut findings: Vec<Diagnostic> = encoding.into_iter().chain(found).collect();
    let mut structure = Vec::new();
    let mut document = Document {
        file,
        excuses: Excuses::of(sources.text(file), file, &tree),
        tree,
        config: None,
        remainder: None,
        findings: Vec::new(),
        unmet: None,
    };
    if let Some((requirement, finding)) = unmet(&document.tree) {
        match finding {
            Some(finding) => structure.push(finding),
            None => {
                document.unmet = Some(requirement);
                return document;
            }
        }
    }
    structure.extend(schema::validate(&document.tree));
    let lost = Lost::of(sources.text(file), &document.tree, &findings);
    findings.retain(|finding| !lost.is_echo(finding, &document.tree));
    structure.retain(|finding| !lost.is_echo(finding, &document.tree));
    let wrong = has_errors(&structure) || !lost.unread().is_empty();
    let remainder = wrong
        .then(|| Remainder::of(&document.tree, &structure, lost.unread()))
        .flatten();
    findings.extend(structure);
    // Places of these findings may not be in the tree that is left.
    document.findings = document.locate(sources, &findings);
    if wrong && remainder.is_none() {
        return document;
    }
    let left = remainder.as_ref().map(|remainder| remainder.tree.clone());
    document.tree = layers::services(left.unwrap_or(document.tree));
    match serde_json::from_value(document.tree.to_json()) {
        Ok(config) => document.config = Some(config),
        Err(_) if wrong => {}
        Err(error) => document.findings.push(
            Diagnostic::error("schema/invalid-value", "a value does not fit")
                .at(Place::File(file), error.to_string()),
        ),
    }
    document.remainder = remainder;
    document
}

/// A requirement that this `monc` does not satisfy; with a finding, if it is not a requirement at all.
fn unmet(tree: &Node) -> Option<(String, Option<Diagnostic>)> {
    let path = Path::of(&["monc", "requires"]);
    let Value::String(requirement) = &tree.at(&path)?.value else {
        return None;
    };
    match requires::satisfies(VERSION, requirement) {
        Some(true) => None,
        Some(false) => Some((requirement.clone(), None)),
        None => Some((
            requirement.clone(),
            Some(
                Diagnostic::error(
                    "schema/invalid-value",
                    "`monc.requires` is not a version requirement",
                )
                .at(
                    Place::Value(path),
                    "expected a requirement such as \">=0.1\" or \">=0.1, <0.3\"",
                )
                .help(format!("write \">={VERSION}\"")),
            ),
        )),
    }
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
        Some(remainder) => remainder.keep(found),
        None => found,
    };
    findings.extend(lints::levels(config, found));
    let place = |finding: &Diagnostic| {
        let label = finding.labels.first()?;
        Some(document.tree.span_of(&label.place))
    };
    let whole = document.remainder.is_none();
    let (mut findings, said) = document
        .excuses
        .apply(findings, &place, inputs.today, whole);
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

//! The files as one, in the base or in one environment: typed, and ready to be judged.

use std::rc::Rc;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, FileId, Place};
use crate::remainder::Remainder;
use crate::source::{Node, Sources, Table};
use crate::{layers, schema};

use super::relocated::relocated;
use super::{Part, Written};

/// A file as far as its text alone tells.
#[derive(Debug, Clone)]
pub struct Document {
    pub file: FileId,
    /// All files as one, the environment laid over them, every service merged over its templates and its kind's table; without places
    /// whose structure is wrong.
    pub tree: Node,
    /// Missing: too much is wrong, and `findings` say what.
    pub config: Option<Config>,
    pub findings: Vec<Diagnostic>,
    /// `[monc] requires`, where this `monc` does not satisfy it: nothing else was looked at.
    pub unmet: Option<String>,
    /// The environment that it is about; none: the base.
    pub environment: Option<String>,
    pub(crate) remainder: Option<Remainder>,
    pub(crate) parts: Rc<[Part]>,
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

    /// Its files, the root first, as they were parsed.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &Node)> {
        self.parts.iter().map(|part| (part.file, &part.tree))
    }

    /// Names of all environments of the file.
    pub fn environments(&self) -> Vec<&str> {
        let table = self
            .files()
            .next()
            .and_then(|(_, tree)| tree.get("environments"));
        let entries = table.and_then(Node::table).map_or(&[][..], Table::entries);
        entries.iter().map(|entry| entry.key.as_str()).collect()
    }

    /// The findings, each mended where it was written.
    pub(crate) fn relocate(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let findings = findings.into_iter();
        findings
            .map(|finding| relocated(finding, &self.tree, &self.parts))
            .collect()
    }

    /// Findings that the files excuse are taken out, and what is wrong with excuses is given besides.
    pub(crate) fn excused(
        &self,
        mut findings: Vec<Diagnostic>,
        today: Option<crate::config::value::Date>,
    ) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let place = |finding: &Diagnostic| {
            let label = finding.labels.first()?;
            Some(self.tree.span_of(&label.place))
        };
        let whole = self.remainder.is_none();
        let mut said = Vec::new();
        for part in self.parts.iter() {
            let (left, more) = part.excuses.apply(findings, &place, today, whole);
            findings = left;
            said.extend(more);
        }
        (findings, said)
    }
}

impl Written {
    /// What holds in an environment; none: in the base.
    pub fn document(&self, sources: &Sources, environment: Option<&str>) -> Document {
        let mut document = Document {
            file: self
                .parts()
                .first()
                .map(|part| part.file)
                .unwrap_or_default(),
            tree: self.joined().clone(),
            config: None,
            findings: Vec::new(),
            unmet: self.unmet.clone(),
            environment: environment.map(str::to_owned),
            remainder: None,
            parts: Rc::clone(self.parts()),
        };
        if document.unmet.is_some() {
            return document;
        }
        for part in self.parts().iter() {
            document.findings.extend(part.syntax.iter().cloned());
            document.findings.extend(part.located(sources, environment));
        }
        document.findings.extend(self.findings().iter().cloned());
        let mut remainder = self.remainder(environment);
        if remainder.is_none() {
            return document;
        }
        let mut merged = self.parts().len() > 1;
        if let Some(overlay) = environment.and_then(|name| self.overlay(name)) {
            let tree = std::mem::replace(&mut document.tree, Node::empty());
            let (tree, findings) = layers::lay_environment(tree, overlay);
            document.tree = tree;
            document.findings.extend(findings);
            merged = true;
        }
        if merged {
            let taken_out = remainder.take().unwrap_or_default();
            remainder = Some(ask_again(&mut document, sources, taken_out));
        }
        document.remainder = remainder.filter(|taken_out| !taken_out.is_empty());
        document.tree = layers::services(document.tree);
        match serde_json::from_value(document.tree.to_json()) {
            Ok(config) => document.config = Some(config),
            Err(_) if document.remainder.is_some() => {}
            Err(error) => document.findings.push(
                Diagnostic::error("schema/invalid-value", "a value does not fit")
                    .at(Place::File(document.file), error.to_string()),
            ),
        }
        document
    }
}

/// What is asked of the merged value only: what is required, and how long a name may be.
fn ask_again(document: &mut Document, sources: &Sources, taken_out: Remainder) -> Remainder {
    let mut found = schema::validate(&document.tree);
    found.retain(|finding| {
        let first = finding.labels.first();
        !first.is_some_and(|label| taken_out.was_at(&label.place))
    });
    let more = Remainder::of(&found, Vec::new());
    let located = document.locate(sources, &found);
    document.findings.extend(located);
    let Some(more) = more else { return taken_out };
    let tree = std::mem::replace(&mut document.tree, Node::empty());
    document.tree = more.left_of(tree);
    taken_out.and(more)
}

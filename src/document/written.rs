//! What people wrote: the file, and those that it includes.

use std::rc::Rc;

use crate::VERSION;
use crate::diagnostic::{Diagnostic, FileId, Path, Place};
use crate::layers;
use crate::remainder::Remainder;
use crate::requires;
use crate::source::{Entry, Node, Sources, Table, Value};

use super::{Part, Shape};

/// The files of one stack.
#[derive(Debug, Clone)]
pub struct Written {
    /// The root first, then included files by their paths.
    parts: Rc<[Part]>,
    /// What is wrong with how they come together, with its place.
    findings: Vec<Diagnostic>,
    /// One tree of all files, without places whose structure is wrong, and without environments.
    joined: Node,
    /// `[environments]`, likewise.
    environments: Vec<Entry>,
    /// `[monc] requires`, where this `monc` does not satisfy it: nothing else was looked at.
    pub unmet: Option<String>,
}

impl Written {
    /// The root alone.
    pub fn of(mut root: Part) -> Written {
        let mut unmet = None;
        if let Some((requirement, finding)) = unmet_requirement(&root.tree) {
            match finding {
                Some(finding) => root.structure.insert(0, finding),
                None => unmet = Some(requirement),
            }
        }
        Written::from_parts(vec![root], Vec::new(), unmet)
    }

    fn from_parts(
        parts: Vec<Part>,
        mut findings: Vec<Diagnostic>,
        unmet: Option<String>,
    ) -> Written {
        let mut joined = Node::empty();
        let mut environments = Vec::new();
        for part in &parts {
            match &part.shape {
                Shape::Root => (joined, environments) = layers::split(clean(part)),
                Shape::Included(folder) => {
                    let tree = layers::from_folder(clean(part), folder);
                    joined = layers::join(joined, tree, &mut findings);
                }
            }
        }
        Written {
            parts: parts.into(),
            findings,
            joined,
            environments,
            unmet,
        }
    }

    /// Its files, the root first.
    pub fn files(&self) -> Vec<FileId> {
        self.parts.iter().map(|part| part.file).collect()
    }

    /// Globs of `[stack] include`, with their places.
    pub fn include(&self) -> Vec<(Path, String)> {
        let path = Path::of(&["stack", "include"]);
        let Some(Node {
            value: Value::Array(items),
            ..
        }) = self.joined.at(&path)
        else {
            return Vec::new();
        };
        let globs = items.iter().enumerate();
        globs
            .filter_map(|(index, glob)| Some((path.index(index), glob.string()?.to_owned())))
            .collect()
    }

    /// The same with the files that it includes, and what was wrong with finding them; places are in the root.
    pub fn with_included(
        self,
        sources: &Sources,
        included: Vec<Part>,
        mut findings: Vec<Diagnostic>,
    ) -> Written {
        let Some(root) = self.parts.first() else {
            return self;
        };
        for label in findings.iter_mut().flat_map(|finding| &mut finding.labels) {
            label.place = Place::At(sources.locate(&root.tree, &label.place));
        }
        let parts = std::iter::once(root.clone()).chain(included).collect();
        Written::from_parts(parts, findings, self.unmet)
    }

    /// Names of the environments, in the order of the file.
    pub fn environments(&self) -> Vec<&str> {
        let table = self
            .parts
            .first()
            .and_then(|root| root.tree.get("environments"));
        let entries = table.and_then(Node::table).map_or(&[][..], Table::entries);
        entries.iter().map(|entry| entry.key.as_str()).collect()
    }

    /// What an environment lays over the rest; nothing, where it is no table.
    pub(super) fn overlay(&self, name: &str) -> Option<&Entry> {
        self.environments.iter().find(|entry| entry.key == name)
    }

    /// What the base is called where there are others: its label `environment`.
    pub fn base_name(&self) -> &str {
        self.joined
            .at(&Path::of(&["stack", "environment"]))
            .and_then(Node::string)
            .unwrap_or("base")
    }

    pub(super) fn parts(&self) -> &Rc<[Part]> {
        &self.parts
    }

    pub(super) fn joined(&self) -> &Node {
        &self.joined
    }

    pub(super) fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// What was taken out of all files; nothing, where too little is left.
    pub(super) fn remainder(&self, environment: Option<&str>) -> Option<Remainder> {
        let mut all = Remainder::default();
        for part in self.parts.iter() {
            let taken_out = part.remainder(environment)?;
            all = all.and(match part.shape {
                Shape::Root => taken_out,
                // Its routes have other places behind those of the root.
                Shape::Included(_) => taken_out.of_whole_list(&["routing", "routes"]),
            });
        }
        Some(all)
    }
}

/// A file's tree without what is wrong with its structure, in any environment.
fn clean(part: &Part) -> Node {
    match Remainder::of(&part.structure, Vec::new()) {
        Some(remainder) => remainder.left_of(part.tree.clone()),
        None => part.tree.clone(),
    }
}

/// A requirement that this `monc` does not satisfy; with a finding, if it is not a requirement at all.
fn unmet_requirement(tree: &Node) -> Option<(String, Option<Diagnostic>)> {
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

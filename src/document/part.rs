//! One file as far as its text alone tells: its values, and what is wrong with their form.

use crate::diagnostic::{Diagnostic, FileId, Place, Segment, Span};
use crate::excuses::Excuses;
use crate::lost::Lost;
use crate::remainder::Remainder;
use crate::schema;
use crate::source::{self, Node, Sources};

/// What a file may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// `monitoring.toml`.
    Root,
    /// A file that `[stack] include` takes in, and its folder as seen from that of the root.
    Included(String),
}

/// One file.
#[derive(Debug, Clone)]
pub struct Part {
    pub file: FileId,
    /// As it was parsed.
    pub tree: Node,
    /// What is no TOML, with its place.
    pub syntax: Vec<Diagnostic>,
    /// What has not the form that it should; places are in `tree`.
    pub structure: Vec<Diagnostic>,
    /// Lines that could not be read.
    pub unread: Vec<Span>,
    pub excuses: Excuses,
    pub shape: Shape,
}

impl Part {
    /// Text → tree → what is wrong with its form. `encoding` is what is wrong with the file's bytes, if anything.
    pub fn read(
        sources: &Sources,
        file: FileId,
        encoding: Option<Diagnostic>,
        shape: Shape,
    ) -> Part {
        let text = sources.text(file);
        let (tree, found) = source::parse(sources, file);
        // Where bytes were replaced, what TOML says of that place is no news.
        let is_echo =
            |finding: &Diagnostic| encoding.is_some() && source::holds_replaced(text, finding);
        let found: Vec<Diagnostic> = found.into_iter().filter(|found| !is_echo(found)).collect();
        let mut syntax: Vec<Diagnostic> = encoding.into_iter().chain(found).collect();
        let mut structure = match &shape {
            Shape::Root => schema::validate(&tree),
            Shape::Included(_) => schema::validate_included(&tree),
        };
        let lost = Lost::of(text, &tree, &syntax);
        syntax.retain(|finding| !lost.is_echo(finding, &tree));
        structure.retain(|finding| !lost.is_echo(finding, &tree));
        Part {
            file,
            excuses: Excuses::of(text, file, &tree),
            tree,
            syntax,
            structure,
            unread: lost.unread(file),
            shape,
        }
    }

    /// What is wrong with the form of what counts in an environment (none: in the base), places as they are without it.
    pub fn structure_of(&self, environment: Option<&str>) -> Vec<Diagnostic> {
        let findings = self.structure.iter();
        findings
            .filter_map(|finding| inside(finding.clone(), environment))
            .collect()
    }

    /// What is taken out of it before it is judged; nothing, where too little would be left.
    pub fn remainder(&self, environment: Option<&str>) -> Option<Remainder> {
        Remainder::of(&self.structure_of(environment), self.unread.clone())
    }

    /// Findings of `structure` that belong there, with places in bytes.
    pub fn located(&self, sources: &Sources, environment: Option<&str>) -> Vec<Diagnostic> {
        let mut findings: Vec<Diagnostic> = self
            .structure
            .iter()
            .filter(|finding| inside((*finding).clone(), environment).is_some())
            .cloned()
            .collect();
        for label in findings.iter_mut().flat_map(|finding| &mut finding.labels) {
            label.place = Place::At(sources.locate(&self.tree, &label.place));
        }
        findings
    }
}

/// The finding with places as they are once the environment is laid over the file; nothing, if it is of another environment.
fn inside(mut finding: Diagnostic, environment: Option<&str>) -> Option<Diagnostic> {
    let in_environments = |place: &Place| {
        let (Place::Key(path) | Place::Value(path) | Place::Within(path, _)) = place else {
            return None;
        };
        match path.0.as_slice() {
            [Segment::Key(table), Segment::Key(name), ..] if table == "environments" => {
                Some(name.clone())
            }
            // The table itself is everybody's.
            [Segment::Key(table)] if table == "environments" => Some(String::new()),
            _ => None,
        }
    };
    let first = finding.labels.first()?;
    let Some(name) = in_environments(&first.place) else {
        return Some(finding);
    };
    if name.is_empty() {
        return environment.is_none().then_some(finding);
    }
    if environment != Some(&name) {
        return None;
    }
    for label in &mut finding.labels {
        if let Place::Key(path) | Place::Value(path) | Place::Within(path, _) = &mut label.place
            && path.0.len() > 2
        {
            path.0.drain(..2);
        }
    }
    Some(finding)
}

//! Findings with their places resolved to bytes, in one order, each once.

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::{Diagnostic, FileId, Place, Span};
use crate::source::{Node, Sources, parse};

use super::lines::Lines;
use super::masked::Masked;
use super::together::where_it_is;

/// A finding to be shown.
pub struct Placed<'f> {
    pub finding: &'f Diagnostic,
    /// As they may be said.
    pub title: String,
    pub help: Option<String>,
    pub labels: Vec<PlacedLabel>,
}

impl Placed<'_> {
    /// All that is said of it, without the file: title, what was expected and found, help; a line each.
    pub fn told(&self) -> String {
        let label = self.labels.first().map(|label| label.text.as_str());
        let place = where_it_is(self.finding);
        let title = format!("{}{place}", self.title);
        let parts = [Some(title.as_str()), label, self.help.as_deref()];
        let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
        parts.collect::<Vec<&str>>().join("\n")
    }
}

/// A label to be shown.
pub struct PlacedLabel {
    pub span: Span,
    pub text: String,
}

/// A file that findings point at.
pub struct PlacedFile {
    pub name: String,
    pub lines: Lines,
    pub masked: Masked,
}

/// All findings, and the files they point at.
pub struct Report<'f> {
    pub findings: Vec<Placed<'f>>,
    pub files: BTreeMap<FileId, PlacedFile>,
}

/// Resolves, sorts by file, place, level and id, and drops what is said twice.
pub fn place<'f>(findings: &'f [Diagnostic], sources: &Sources) -> Report<'f> {
    let mut trees: BTreeMap<FileId, Option<Node>> = BTreeMap::new();
    // Places that are still routes belong to the first file: the root of the run.
    let root = FileId::default();
    let mut wanted: Vec<FileId> = vec![root];
    for label in findings.iter().flat_map(|finding| &finding.labels) {
        if let Place::At(Span { file, .. }) | Place::File(file) = &label.place
            && !wanted.contains(file)
        {
            wanted.push(*file);
        }
    }
    if findings.is_empty() {
        wanted.clear();
    }
    for file in wanted {
        let taken = sources.get(file).is_some_and(|source| source.taken);
        trees.insert(file, (!taken).then(|| parse(sources, file).0));
    }
    let files: BTreeMap<FileId, PlacedFile> = trees
        .iter()
        .filter_map(|(file, tree)| {
            let source = sources.get(*file)?;
            let placed = PlacedFile {
                name: source.name.clone(),
                lines: Lines::new(&source.text),
                masked: Masked::new(&source.text, tree.as_ref()),
            };
            Some((*file, placed))
        })
        .collect();
    let span = |place: &Place| {
        trees
            .get(&root)
            .and_then(Option::as_ref)
            .map_or_else(Span::default, |tree| sources.locate(tree, place))
    };
    let say = |text: &str| {
        files
            .values()
            .fold(text.to_owned(), |text, file| file.masked.say(&text))
    };
    let brief = |text: &str| shortened(&say(text));
    let mut placed: Vec<Placed<'f>> = findings
        .iter()
        .map(|finding| Placed {
            finding,
            title: brief(&finding.title),
            help: finding.help.as_deref().map(say),
            labels: finding
                .labels
                .iter()
                .map(|label| PlacedLabel {
                    span: span(&label.place),
                    text: brief(&label.text),
                })
                .collect(),
        })
        .collect();
    let key = |placed: &Placed<'f>| {
        let first = placed.labels.first().map(|label| label.span);
        (
            first.unwrap_or_default(),
            placed.finding.level,
            placed.finding.id,
        )
    };
    placed.sort_by(|one, other| (key(one), &one.title).cmp(&(key(other), &other.title)));
    let mut seen = HashSet::new();
    placed.retain(|placed| seen.insert((key(placed), placed.title.clone(), placed.help.clone())));
    Report {
        findings: placed,
        files,
    }
}

/// The longest word of a title or label; what is longer loses its middle. Help stays whole: people copy it.
const LONGEST: usize = 80;

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.split(' ')
        .map(|word| {
            let letters: Vec<char> = word.chars().collect();
            if letters.len() <= LONGEST {
                return word.to_owned();
            }
            let (start, end) = (&letters[..40], &letters[letters.len() - 30..]);
            start.iter().chain(['…'].iter()).chain(end).collect()
        })
        .collect::<Vec<String>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_words_lose_their_middle() {
        let long = "é".repeat(300);
        let short = shortened(&format!("there is no service `{long}`"));
        assert_eq!(short.chars().count(), "there is no service ".len() + 71);
        assert!(short.ends_with("é`") && short.contains("é…é"), "{short}");
        let words = "word ".repeat(100);
        assert_eq!(shortened(&words), words);
    }
}

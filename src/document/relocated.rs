//! How a finding of the merged tree is mended: its place in the file in which the value was written.

use crate::diagnostic::{Diagnostic, Fix, Path, Place, Segment, Span};
use crate::source::{Node, Value};

use super::Part;

/// The finding with its fix in terms of the file that it stands in; without it, where it cannot be told.
pub fn relocated(mut finding: Diagnostic, merged: &Node, parts: &[Part]) -> Diagnostic {
    let Some(fix) = finding.fix.take() else {
        return finding;
    };
    let file = finding
        .labels
        .first()
        .map(|label| merged.span_of(&label.place).file);
    let Some(part) = parts.iter().find(|part| Some(part.file) == file) else {
        return finding;
    };
    let place = |path: &Path| written_at(path, merged, &part.tree);
    finding.fix = match fix {
        Fix::Key(path, new) => place(&path).map(|path| Fix::Key(path, new)),
        Fix::Value(path, new) => place(&path).map(|path| Fix::Value(path, new)),
        Fix::Swap(one, other) => place(&one)
            .zip(place(&other))
            .map(|(one, other)| Fix::Swap(one, other)),
        Fix::Tables(path) => place(&path).map(Fix::Tables),
        Fix::Letters(at, new) => match at {
            Place::Key(path) => place(&path).map(Place::Key),
            Place::Value(path) => place(&path).map(Place::Value),
            Place::Within(path, range) => place(&path).map(|path| Place::Within(path, range)),
            at => Some(at),
        }
        .map(|at| Fix::Letters(at, new)),
    };
    finding
}

/// Where the file says what the merged tree has at `path`.
fn written_at(path: &Path, merged: &Node, file: &Node) -> Option<Path> {
    let places = |tree: &Node, path: &Path| {
        let key = tree.entry(path).map(|entry| entry.key_span);
        Some((key, tree.at(path)?.span))
    };
    let wanted = places(merged, path)?;
    if places(file, path) == Some(wanted) {
        return Some(path.clone());
    }
    let mut found = None;
    search(file, &mut Path::root(), wanted, &mut found);
    found
}

fn search(node: &Node, at: &mut Path, wanted: (Option<Span>, Span), found: &mut Option<Path>) {
    match &node.value {
        Value::Table(table) => {
            for entry in table.entries() {
                at.0.push(Segment::Key(entry.key.clone()));
                // A shorthand in full has its value's place at its key.
                let same_key = wanted.0 == Some(entry.key_span) || wanted.0 == Some(wanted.1);
                if found.is_none() && same_key && entry.node.span == wanted.1 {
                    *found = Some(at.clone());
                }
                search(&entry.node, at, wanted, found);
                at.0.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at.0.push(Segment::Index(index));
                if found.is_none() && wanted.0.is_none() && item.span == wanted.1 {
                    *found = Some(at.clone());
                }
                search(item, at, wanted, found);
                at.0.pop();
            }
        }
        _ => {}
    }
}

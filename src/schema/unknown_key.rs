//! A key that the table does not take: whose word it is, and what to write instead.

use serde_json::{Map, Value};

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Fix, Path, Place, nearest};
use crate::source::{Entry, Node, Value as Written};

use super::{reserved, words};

/// How many known keys are listed; more would hide the help in its own length.
const MOST_KEYS: usize = 24;

/// The table that a key stands in, and those around it.
pub struct Surroundings<'s> {
    /// Schema of the table itself.
    pub schema: &'s Value,
    pub table: &'s Node,
    /// From the root on: schema and route of each table around it.
    pub around: &'s [(&'s Value, Path)],
}

/// The finding, and the key that was most likely meant.
pub fn finding(
    path: &Path,
    entry: &Entry,
    surroundings: &Surroundings<'_>,
) -> (Diagnostic, Option<String>) {
    if let Some(finding) = reserved::finding(path) {
        return (finding, None);
    }
    let key = entry.key.as_str();
    let shown = key_shown(key);
    let owner = path.parent().filter(|parent| !parent.is_root());
    let title = match &owner {
        Some(owner) => format!("`{owner}` has no key `{shown}`"),
        None if matches!(entry.node.value, Written::Table(_) | Written::Array(_)) => {
            format!("there is no table `{shown}`")
        }
        None => format!("the file has no key `{shown}`"),
    };
    let finding = Diagnostic::error("schema/unknown-key", title)
        .at(Place::Key(path.clone()), "not a known key");
    let empty = Map::new();
    let known = surroundings
        .schema
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    if let Some(header) = misplaced(key, surroundings) {
        return (finding.help(header), None);
    }
    if let Some((meant, whose)) = words::key(key, |name| known.contains_key(name)) {
        let help = if whose.is_empty() {
            format!("here it is `{meant}`")
        } else {
            format!("that is {whose} word; here it is `{meant}`")
        };
        let finding = renamed(finding.help(help), path, meant, surroundings);
        return (finding, Some(meant.to_owned()));
    }
    if let Some(meant) = nearest(key, known.keys().map(String::as_str)) {
        let finding = finding.help(format!("did you mean `{meant}`?"));
        let finding = renamed(finding, path, meant, surroundings);
        return (finding, Some(meant.to_owned()));
    }
    if known.contains_key("thresholds") && is_signal(key) {
        let help = format!("thresholds have a table of their own: write `thresholds.{shown}`");
        return (finding.help(help), None);
    }
    (finding.help(listed(known)), None)
}

/// Where the right key is there as well, nobody knows which of the two counts.
fn renamed(
    finding: Diagnostic,
    path: &Path,
    meant: &str,
    surroundings: &Surroundings<'_>,
) -> Diagnostic {
    let there = surroundings.table.get(meant).is_some();
    if there || meant.contains(['.', ' ', '[']) {
        return finding;
    }
    finding.fix(Fix::Key(path.clone(), meant.to_owned()))
}

fn key_shown(key: &str) -> String {
    Path::of(&[key]).to_string()
}

fn is_signal(key: &str) -> bool {
    Catalog::built_in()
        .kinds
        .values()
        .any(|kind| kind.signals.contains_key(key))
}

fn listed(known: &Map<String, Value>) -> String {
    let names: Vec<&str> = known.keys().map(String::as_str).collect();
    match names.len() {
        0 => "nothing may stand here".into(),
        more if more > MOST_KEYS => {
            format!("known keys: {}, …", names[..MOST_KEYS].join(", "))
        }
        _ => format!("known keys: {}", names.join(", ")),
    }
}

/// A key that a table above knows, below a header of its own: it was meant for that table, but a header ends it.
fn misplaced(key: &str, surroundings: &Surroundings<'_>) -> Option<String> {
    let entries = surroundings.table.table()?.entries();
    // The header of a table stands before its keys; an inline table is around them.
    let inline = entries
        .first()
        .is_some_and(|first| surroundings.table.span.end > first.key_span.start);
    if inline {
        return None;
    }
    let (_, owner) = surroundings.around.iter().rev().find(|(schema, _)| {
        schema
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|known| known.contains_key(key))
    })?;
    let shown = key_shown(key);
    Some(if owner.is_root() {
        format!(
            "keys belong to the nearest [header] above: give `{shown}` a header of its own, [{shown}]"
        )
    } else {
        format!("keys belong to the nearest [header] above: move `{shown}` up, under [{owner}]")
    })
}

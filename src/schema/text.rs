//! A text that cannot be read.

use regex::Regex;
use serde_json::Value;

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Path, Place, Segment, nearest};

use super::expected::expected;
use super::secret::variable;
use super::suggestion::suggestion;

/// The finding for a text that does not have the form of its type.
pub fn unreadable(path: &Path, given: &str, schema: &Value, pattern: &Regex) -> Diagnostic {
    let short = given.len() <= 60 && !given.contains(char::is_control);
    let title = if short && variable(given).is_none() {
        format!("`{path}` cannot be \"{given}\"")
    } else {
        format!("`{path}` cannot be read")
    };
    let finding = Diagnostic::error("schema/invalid-value", title).at(
        Place::Value(path.clone()),
        format!("expected {}", expected(schema)),
    );
    match (variable(given), suggestion(given, pattern)) {
        (Some(name), _) if pattern.is_match(name) => finding.help(format!("write \"{name}\"")),
        (Some(_), _) => finding.help("`monc` does not expand variables: write the value itself"),
        (None, Some(meant)) => finding.write(&format!("\"{meant}\"")),
        (None, None) => finding,
    }
}

/// The finding for a text that is well written and yet cannot be.
pub fn beyond(path: &Path, given: &str, why: &str, help: &str) -> Diagnostic {
    Diagnostic::error(
        "schema/invalid-value",
        format!("`{path}` cannot be \"{given}\""),
    )
    .at(Place::Value(path.clone()), why)
    .help(help)
}

/// The finding for what is there, but empty.
pub fn empty(path: &Path, what: &str, schema: &Value) -> Diagnostic {
    let expected = match what {
        "a table" => "expected at least one key".into(),
        "a list" => "expected at least one entry".into(),
        _ if schema.get("x-expected").is_none() => "expected a text that is not empty".into(),
        _ => format!("expected {}", expected(schema)),
    };
    let finding = Diagnostic::error("schema/empty", format!("`{path}` is empty"))
        .at(Place::Value(path.clone()), expected);
    if let [Segment::Key(table), Segment::Key(kind)] = path.0.as_slice()
        && table == "kinds"
    {
        let kinds = &Catalog::built_in().kinds;
        return finding.help(match nearest(kind, kinds.keys().map(String::as_str)) {
            _ if kinds.contains_key(kind) => {
                "say something of all services of this kind, or remove it".to_owned()
            }
            Some(near) => format!("there is no such kind, did you mean `{near}`? Or remove it"),
            None => "there is no such kind: remove it".to_owned(),
        });
    }
    let known = schema.get("properties").and_then(Value::as_object);
    match known.and_then(|known| known.keys().next()) {
        Some(first) if what == "a table" => {
            finding.help(format!("begin with `{first} = …`, or remove it"))
        }
        _ => finding.help("write a value, or remove it"),
    }
}

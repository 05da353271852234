//! A value that is not among the known ones.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Path, Place, nearest};

use super::expected::any_of;
use super::words;

/// The finding.
pub fn finding(path: &Path, given: &str, options: &[Value]) -> Diagnostic {
    let names: Vec<&str> = options.iter().filter_map(Value::as_str).collect();
    let shown: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let meant = words::value(given, |name| names.contains(&name))
        .or_else(|| nearest(given, names.iter().copied()));
    let title = if given.chars().count() <= 60 && !given.contains(char::is_control) {
        format!("`{path}` cannot be \"{given}\"")
    } else {
        format!("`{path}` has an unknown value")
    };
    let finding = Diagnostic::error("schema/unknown-value", title).at(
        Place::Value(path.clone()),
        format!("expected {}", any_of(&shown)),
    );
    match meant {
        Some(meant) => finding.write(&format!("\"{meant}\"")),
        None => finding,
    }
}

//! JSON files: dashboards, manifests.

use serde::Serialize;

/// `value` as JSON, two spaces a level, with a newline at the end. Keys keep the order they are written in.
#[must_use]
pub fn to_string<T: Serialize>(value: &T) -> String {
    match serde_json::to_string_pretty(value) {
        Ok(mut text) => {
            text.push('\n');
            text
        }
        Err(error) => unreachable!("our own types have string keys, so they are JSON: {error}"),
    }
}

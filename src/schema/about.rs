//! What a place of the file is, in the words that editors show.

use serde_json::Value;

use crate::diagnostic::{Path, Segment};

/// The description of the place; nothing, where the language has no such place.
pub fn about(schema: &Value, path: &Path) -> Option<String> {
    let mut at = schema;
    for segment in &path.0 {
        at = match segment {
            Segment::Key(key) => {
                let known = at.get("properties").and_then(|known| known.get(key));
                known.or_else(|| {
                    at.get("additionalProperties")
                        .filter(|more| more.is_object())
                })?
            }
            Segment::Index(_) => at.get("items")?,
        };
    }
    let words = at.get("description").and_then(Value::as_str);
    Some(words.unwrap_or_default().to_owned())
}

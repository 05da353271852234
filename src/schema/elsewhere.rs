//! Keys of the file that an environment or an included file has not.

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Path, Place, Segment};

/// Keys of an included file, and of its `[routing]`.
const INCLUDED: [&str; 8] = [
    "kinds",
    "templates",
    "dialects",
    "services",
    "signals",
    "alerts",
    "receivers",
    "routing",
];
const INCLUDED_ROUTING: [&str; 1] = ["routes"];

/// Keys that hold for the whole file, whatever the environment, and so does `[stack] include`.
const WHOLE_FILE: [&str; 2] = ["monc", "environments"];

/// The schema of one environment: that of the file, nothing required.
pub fn overlay(file: &Value) -> Value {
    let mut overlay = without_required(file);
    if let Some(overlay) = overlay.as_object_mut() {
        overlay.retain(|key, _| !["$schema", "title", "description"].contains(&key.as_str()));
    }
    if let Some(properties) = properties(&mut overlay, "/properties") {
        properties.retain(|key, _| !WHOLE_FILE.contains(&key.as_str()));
    }
    if let Some(stack) = properties(&mut overlay, "/properties/stack/properties") {
        stack.shift_remove("include");
    }
    overlay
}

/// The schema of an included file.
pub fn included(file: &Value) -> Value {
    let mut included = file.clone();
    included["title"] = "a file that monitoring.toml includes".into();
    if let Some(properties) = properties(&mut included, "/properties") {
        properties.retain(|key, _| INCLUDED.contains(&key.as_str()));
    }
    if let Some(routing) = properties(&mut included, "/properties/routing/properties") {
        routing.retain(|key, _| INCLUDED_ROUTING.contains(&key.as_str()));
    }
    included
}

fn properties<'s>(schema: &'s mut Value, place: &str) -> Option<&'s mut Map<String, Value>> {
    schema.pointer_mut(place).and_then(Value::as_object_mut)
}

/// A list of names under `required` is a keyword; a table there would be a property.
fn without_required(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => object
            .iter()
            .filter(|(key, value)| *key != "required" || !value.is_array())
            .map(|(key, value)| (key.clone(), without_required(value)))
            .collect(),
        other => other.clone(),
    }
}

/// The finding, if the file knows the key and its place does not. `included`: whether the file is an included one.
pub fn finding(path: &Path, included: bool) -> Option<Diagnostic> {
    let keys: Vec<&str> = path
        .0
        .iter()
        .map(|segment| match segment {
            Segment::Key(key) => key.as_str(),
            Segment::Index(_) => "",
        })
        .collect();
    let place = Place::Key(path.clone());
    match keys.as_slice() {
        ["environments", environment, rest @ ..] if is_of_whole_file(rest) => Some(
            Diagnostic::error(
                "schema/unknown-key",
                format!(
                    "`environments.{environment}` has no key `{}`",
                    rest.join(".")
                ),
            )
            .at(place, "the same in every environment")
            .help("write it once, outside `[environments]`"),
        ),
        keys if included && !is_included(keys) => Some(
            Diagnostic::error(
                "schema/unknown-key",
                format!("an included file has no key `{}`", keys.join(".")),
            )
            .at(place, "it is one for the whole stack")
            .help("write it in the file that includes this one"),
        ),
        _ => None,
    }
}

fn is_of_whole_file(keys: &[&str]) -> bool {
    match keys {
        [key] => WHOLE_FILE.contains(key),
        keys => keys == ["stack", "include"],
    }
}

fn is_included(keys: &[&str]) -> bool {
    match keys {
        [key] => INCLUDED.contains(key),
        ["routing", key] => INCLUDED_ROUTING.contains(key),
        _ => true,
    }
}

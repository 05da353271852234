//! The shape of the file: its JSON Schema, made from the config types, and every mistake against it, one finding per cause.
//!
//! [`validate`] walks the schema itself rather than through a JSON Schema library. The folded schema uses few keywords and no
//! unions, so that the walk is short; it reads the tree with its spans as it is, knows whose key a word is when it words a
//! finding, and costs nothing to set up, where compiling a general validator costs more than checking a file of fifty services.
//! In the tests a general validator is the second opinion.

mod about;
mod check;
mod elsewhere;
mod expected;
mod fold;
mod reserved;
mod secret;
mod suggestion;
mod text;
mod unknown_key;
mod unknown_value;
mod words;
mod wrong_type;

pub use secret::variable;

use std::sync::LazyLock;

use serde_json::Value;

use crate::catalog::{Catalog, Kind};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Path};
use crate::source::Node;

/// The JSON Schema of `monitoring.toml`, made from the config types.
pub fn schema() -> Value {
    let mut schema = fold::fold(&schemars::schema_for!(Config).to_value());
    for table in ["services", "templates", "kinds"] {
        let service = schema
            .pointer_mut(&format!(
                "/properties/{table}/additionalProperties/properties"
            ))
            .and_then(Value::as_object_mut);
        if let Some(properties) = service {
            complete_kinds(properties);
            // A kind has no template: its services have.
            if table == "kinds" {
                properties.shift_remove("use");
            }
        }
    }
    let overlay = elsewhere::overlay(&schema);
    if let Some(properties) = schema
        .pointer_mut("/properties")
        .and_then(Value::as_object_mut)
    {
        properties.insert(
            "environments".into(),
            serde_json::json!({
                "type": "object",
                "description": "Other environments: any key of the file, laid over it by `--env <name>`.",
                "additionalProperties": overlay,
            }),
        );
    }
    schema
}

/// The JSON Schema of a file that `[stack] include` takes in.
pub fn included_schema() -> Value {
    elsewhere::included(&schema())
}

/// The JSON Schema of a file that describes a kind (`[stack] catalog`). Hosts, containers, probes and the stack's own parts are
/// reached in ways that no file describes.
pub fn kind_schema() -> Value {
    let mut schema = fold::fold(&schemars::schema_for!(Kind).to_value());
    if let Some(access) = schema
        .pointer_mut("/properties/access")
        .and_then(Value::as_object_mut)
    {
        access.insert("enum".into(), serde_json::json!(["service", "exporter"]));
    }
    schema
}

/// What a place of the file is; nothing, where the language has no such place.
pub fn about(path: &Path) -> Option<String> {
    about::about(&schema(), path)
}

/// Whether the file has a table, or a key, of this name at its root.
pub fn is_table(name: &str) -> bool {
    PUBLISHED
        .pointer("/properties")
        .is_some_and(|known| known.get(name).is_some())
}

/// Every mistake of structure in a file that describes a kind.
pub fn validate_kind(root: &Node) -> Vec<Diagnostic> {
    static SCHEMA: LazyLock<Value> = LazyLock::new(kind_schema);
    check::check(&SCHEMA, root, false)
}

/// Every mistake of structure in the file as it was parsed, before any layers are merged.
pub fn validate(root: &Node) -> Vec<Diagnostic> {
    check::check(&PUBLISHED, root, false)
}

/// Every mistake of structure in a file that another includes.
pub fn validate_included(root: &Node) -> Vec<Diagnostic> {
    check::check(&PUBLISHED, root, true)
}

/// What [`schema`] made, as it was committed, without the texts for editors: to read it takes a fifth of the time of making it
/// again for every file. A test compares the two.
static PUBLISHED: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!(concat!(env!("OUT_DIR"), "/schema.json"));
    serde_json::from_str(text).unwrap_or_else(|_| schema())
});

/// Editors complete kinds from an `enum`. Whether a kind is known is the lint `kind/unknown`'s question, who knows their other
/// names: `x-open` tells [`validate`] so. Narrowing the keys of a service by its kind belongs here too.
fn complete_kinds(service: &mut serde_json::Map<String, Value>) {
    if let Some(kind) = service.get_mut("kind").and_then(Value::as_object_mut) {
        let names: Vec<&str> = Catalog::built_in()
            .kinds
            .keys()
            .map(String::as_str)
            .collect();
        kind.insert("enum".into(), names.into());
        kind.insert("x-open".into(), true.into());
        kind.insert("x-expected".into(), "a kind such as \"http\"".into());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::{Value, json};

    use super::{reserved, schema, validate, words};
    use crate::source::{Sources, parse};

    fn has_findings(text: &str) -> (bool, Value) {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text);
        let (root, findings) = parse(&sources, file);
        assert_eq!(findings, [], "{text}");
        (!validate(&root).is_empty(), root.to_json())
    }

    fn collect(value: &Value, out: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    out.push(key.clone());
                    collect(value, out);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, out)),
            Value::String(text) => out.push(text.clone()),
            _ => {}
        }
    }

    #[test]
    fn every_word_leads_somewhere() {
        let mut known = Vec::new();
        collect(&schema(), &mut known);
        for word in words::all() {
            assert!(
                known.iter().any(|name| name == word),
                "{word} is no key and no value"
            );
        }
    }

    #[test]
    fn what_is_built_is_not_reserved() {
        for route in reserved::routes() {
            let mut at = schema();
            let known = route.iter().all(|word| {
                let below = at
                    .pointer(&format!("/properties/{word}"))
                    .or_else(|| at.get("additionalProperties").filter(|_| *word == "*"))
                    .cloned();
                below.is_some_and(|below| {
                    at = below;
                    true
                })
            });
            assert!(!known, "{route:?} is in the schema: take its line out");
        }
    }

    /// Where a table or value may stand that a general validator and ours can disagree on.
    #[test]
    fn a_general_validator_agrees() {
        let mut strict = schema();
        let environment = "/properties/environments/additionalProperties";
        for (at, table) in ["", environment]
            .into_iter()
            .flat_map(|at| ["services", "templates", "kinds"].map(|table| (at, table)))
        {
            let kind = format!("{at}/properties/{table}/additionalProperties/properties/kind");
            strict
                .pointer_mut(&kind)
                .unwrap()
                .as_object_mut()
                .unwrap()
                .remove("enum");
        }
        let validator = jsonschema::validator_for(&strict).unwrap();
        let values = [
            "1",
            "0",
            "-1",
            "1.5",
            "99999",
            "true",
            "false",
            "\"\"",
            "\"x\"",
            "\"80%\"",
            "\"5m\"",
            "\"20GB\"",
            "\"critical\"",
            "\"viewer\"",
            "\"22:00-06:00\"",
            "[]",
            "[1]",
            "[\"x\"]",
            "[\"monday\"]",
            "[{}]",
            "{}",
            "{ env = \"A\" }",
            "{ env = \"a b\" }",
            "{ env = \"A\", file = \"b\" }",
            "{ url = \"x\" }",
            "{ role = \"viewer\" }",
            "{ x = 1 }",
            "{ x = \"y\" }",
            "{ X = \"y\" }",
            "{ warning = \"80%\" }",
            "{ username = \"a\" }",
            "{ username = \"a\", password = { env = \"A\" } }",
            "{ server = \"a\", name = \"b\" }",
            "[{ x = 1 }]",
            "[{ receiver = \"a\" }]",
        ];
        let mut routes = Vec::new();
        paths(&schema(), &mut Vec::new(), &mut routes);
        assert!(routes.len() > 300, "{}", routes.len());
        let (mut wrong, mut right) = (0, 0);
        for route in &routes {
            for value in values {
                let text = format!("{route} = {value}\n");
                let (found, json) = has_findings(&text);
                assert_eq!(
                    found,
                    !validator.is_valid(&json),
                    "{text}{:?}",
                    validator.iter_errors(&json).next().map(|e| e.to_string())
                );
                if found { wrong += 1 } else { right += 1 }
            }
        }
        assert!(wrong > 1000 && right > 1000, "{wrong} {right}");
        assert!(!validator.is_valid(&json!({ "service": {} })));
    }

    /// Dotted keys of every place of the schema.
    fn paths(schema: &Value, at: &mut Vec<String>, out: &mut Vec<String>) {
        if !at.is_empty() {
            out.push(at.join("."));
        }
        for (key, below) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            at.push(key.clone());
            paths(below, at, out);
            at.pop();
        }
        if let Some(below) = schema
            .get("additionalProperties")
            .filter(|below| below.is_object())
        {
            at.push("any".into());
            paths(below, at, out);
            at.pop();
        }
    }
}

//! From schemars' schema to one that editors show well.
//!
//! Language servers say "not valid under any of the schemas" about `anyOf`, and lose what stands beside `$ref`. So unions are
//! folded by type (each keyword binds its own type only, and no two branches share one), references are put in place with the
//! nearest description, and null, which TOML has not, goes.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Keywords that say nothing to a reader of TOML: every default is "nothing", every format a Rust integer's.
const DROPPED: [&str; 4] = ["default", "format", "title", "$defs"];

/// The folded schema, in draft-07, which every editor knows.
pub fn fold(raw: &Value) -> Value {
    let definitions = Definitions {
        raw: raw.get("$defs").and_then(Value::as_object),
        folded: RefCell::default(),
    };
    let mut out = Object::new();
    out.insert(
        "$schema".into(),
        "http://json-schema.org/draft-07/schema#".into(),
    );
    if let Some(title) = raw.get("title") {
        out.insert("title".into(), title.clone());
    }
    if let Value::Object(folded) = folded(raw, &definitions) {
        out.extend(folded.into_iter().filter(|(key, _)| key != "$schema"));
    }
    Value::Object(out)
}

/// Definitions are folded once, however often they are referred to.
struct Definitions<'r> {
    raw: Option<&'r Object>,
    folded: RefCell<HashMap<&'r str, Object>>,
}

impl<'r> Definitions<'r> {
    fn get(&self, name: &str) -> Option<Object> {
        if let Some(known) = self.folded.borrow().get(name) {
            return Some(known.clone());
        }
        let (name, raw) = self.raw?.get_key_value(name)?;
        let Value::Object(definition) = folded(raw, self) else {
            return None;
        };
        self.folded.borrow_mut().insert(name, definition.clone());
        Some(definition)
    }
}

fn folded(raw: &Value, definitions: &Definitions<'_>) -> Value {
    let Some(object) = raw.as_object() else {
        return raw.clone();
    };
    let mut out = reference(object)
        .and_then(|name| definitions.get(name))
        .unwrap_or_default();
    for keyword in ["anyOf", "oneOf", "allOf"] {
        for branch in object
            .get(keyword)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if let Value::Object(branch) = folded(branch, definitions)
                && branch.get("type").and_then(Value::as_str) != Some("null")
            {
                join(&mut out, branch);
            }
        }
    }
    for (key, value) in object {
        match key.as_str() {
            "anyOf" | "oneOf" | "allOf" | "$ref" => {}
            dropped if DROPPED.contains(&dropped) => {}
            "type" => {
                out.insert(key.clone(), without_null(value));
            }
            "const" => {
                out.insert("enum".into(), Value::Array(vec![value.clone()]));
            }
            "properties" => {
                let properties = value.as_object().into_iter().flatten();
                let properties: Object = properties
                    .map(|(name, property)| (name.clone(), folded(property, definitions)))
                    .collect();
                out.insert(key.clone(), Value::Object(properties));
            }
            "items" | "additionalProperties" | "propertyNames" => {
                out.insert(key.clone(), folded(value, definitions));
            }
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    expect_of_items(&mut out);
    Value::Object(out)
}

/// A list of texts of some form says what is expected of each.
fn expect_of_items(list: &mut Object) {
    let of_form =
        |items: &Object| items.contains_key("pattern") && !items.contains_key("x-expected");
    if list.get("type").and_then(Value::as_str) == Some("array")
        && list
            .get("items")
            .and_then(Value::as_object)
            .is_some_and(of_form)
        && let Some(expected) = list.remove("x-expected")
        && let Some(items) = list.get_mut("items").and_then(Value::as_object_mut)
    {
        items.insert("x-expected".into(), expected);
    }
}

fn reference(object: &Object) -> Option<&str> {
    object.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

fn without_null(types: &Value) -> Value {
    let Some(types) = types.as_array() else {
        return types.clone();
    };
    let left: Vec<Value> = types
        .iter()
        .filter(|name| *name != "null")
        .cloned()
        .collect();
    match left.as_slice() {
        [one] => one.clone(),
        _ => Value::Array(left),
    }
}

/// Lays one more branch of a union beside those before it.
fn join(out: &mut Object, branch: Object) {
    let constants_only = out.is_empty() || out.contains_key("enum");
    for (key, value) in branch {
        match (key.as_str(), out.get_mut(&key)) {
            // A branch's own words describe that branch; of a list of constants they would describe only one.
            ("description", _) => {}
            ("type", Some(types)) => *types = both(types, &value),
            ("enum", Some(Value::Array(options))) => {
                options.extend(value.as_array().into_iter().flatten().cloned());
            }
            ("enum", None) if !constants_only => {}
            ("x-expected", Some(Value::String(expected))) => {
                if let Some(other) = value.as_str() {
                    expected.push_str(" or ");
                    expected.push_str(other);
                }
            }
            (_, Some(_)) => {}
            (_, None) => {
                out.insert(key, value);
            }
        }
    }
}

fn both(one: &Value, other: &Value) -> Value {
    let list = |types: &Value| match types {
        Value::Array(types) => types.clone(),
        single => vec![single.clone()],
    };
    let mut types = list(one);
    for name in list(other) {
        if !types.contains(&name) {
            types.push(name);
        }
    }
    match types.as_slice() {
        [one] => one.clone(),
        _ => Value::Array(types),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::fold;
    use schemars::JsonSchema;
    use serde_json::{Value, json};

    #[derive(JsonSchema)]
    #[allow(dead_code)]
    struct Root {
        /// Of the field.
        either: Option<Either>,
        level: Level,
    }

    #[derive(JsonSchema)]
    #[serde(untagged)]
    #[allow(dead_code)]
    enum Either {
        Short(String),
        Long(Long),
    }

    /// Of the type.
    #[derive(JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Long {
        size: u8,
    }

    #[derive(JsonSchema)]
    #[allow(dead_code)]
    enum Level {
        /// Low.
        Low,
        /// High.
        High,
    }

    #[test]
    fn unions_are_folded_by_type() {
        let folded = fold(&schemars::schema_for!(Root).to_value());
        assert_eq!(
            folded["properties"]["either"],
            json!({
                "type": ["string", "object"],
                "properties": { "size": { "type": "integer", "minimum": 0, "maximum": 255 } },
                "additionalProperties": false,
                "required": ["size"],
                "description": "Of the field.",
            })
        );
        assert_eq!(
            folded["properties"]["level"],
            json!({ "type": "string", "enum": ["Low", "High"] })
        );
    }

    fn keywords<'v>(value: &'v Value, out: &mut Vec<&'v str>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    out.push(key);
                    keywords(value, out);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| keywords(item, out)),
            Value::String(text) if text == "null" => out.push("null"),
            _ => {}
        }
    }

    #[test]
    fn nothing_is_left_that_editors_stumble_over() {
        let schema = crate::schema::schema();
        let mut found = Vec::new();
        keywords(&schema, &mut found);
        for keyword in [
            "anyOf", "oneOf", "allOf", "$ref", "$defs", "default", "format", "null", "const",
        ] {
            // `not: { const: true }` is how a text or `false` is said.
            let nots = found.iter().filter(|found| **found == "not").count();
            let allowed = if keyword == "const" { nots } else { 0 };
            let count = found.iter().filter(|found| **found == keyword).count();
            assert!(count <= allowed, "{keyword}: {count}");
        }
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert_eq!(schema.as_object().unwrap()["additionalProperties"], false);
    }
}

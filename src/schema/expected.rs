//! What a schema expects, in words.

use serde_json::Value;

/// The type's own words, else its type's name.
pub fn expected(schema: &Value) -> String {
    if let Some(words) = schema.get("x-expected").and_then(Value::as_str) {
        return words.to_owned();
    }
    let options: Vec<String> = schema
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|option| format!("\"{option}\""))
        .collect();
    if !options.is_empty() {
        return any_of(&options);
    }
    let names: Vec<String> = types(schema)
        .map(|name| noun(name, schema).to_owned())
        .collect();
    if names.is_empty() {
        return "another value".into();
    }
    any_of(&names)
}

/// The types of a schema; none means any.
pub fn types(schema: &Value) -> impl Iterator<Item = &str> {
    let types = schema.get("type");
    let list = types.and_then(Value::as_array).into_iter().flatten();
    types
        .and_then(Value::as_str)
        .into_iter()
        .chain(list.filter_map(Value::as_str))
}

fn noun<'n>(name: &str, schema: &Value) -> &'n str {
    match name {
        "string" => "a text in quotes",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        "array" => match schema.pointer("/items/type").and_then(Value::as_str) {
            Some("string") => "a list of texts",
            Some("object") => "a list of tables",
            Some("integer") => "a list of whole numbers",
            _ => "a list",
        },
        _ => "a table",
    }
}

/// `a, b or c`.
pub fn any_of(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

//! A value of the wrong type: what was expected, what was found, and how it is written, where that can be told.

use serde_json::Value as Json;

use crate::diagnostic::{Diagnostic, Fix, Path, Place, Segment};
use crate::source::{Node, Value};

use super::expected::{expected, types};

/// The finding.
pub fn finding(path: &Path, node: &Node, schema: &Json) -> Diagnostic {
    let named = matches!(&node.value, Value::Array(items) if items.iter().any(|item| item.table().is_some()))
        && schema
            .get("additionalProperties")
            .is_some_and(Json::is_object)
        && path.0.len() == 1;
    if named {
        return named_by_table(path, node);
    }
    let finding = Diagnostic::error(
        "schema/wrong-type",
        format!("`{path}` is {}", node.value.name().trim_matches('`')),
    )
    .at(
        Place::Value(path.clone()),
        format!("expected {}, found {}", expected(schema), node.value.name()),
    );
    match help(path, node, schema) {
        Some(help) => {
            let fix = help
                .strip_suffix(", without quotes")
                .unwrap_or(&help)
                .strip_prefix("write ")
                .filter(|_| {
                    help.starts_with("write \"")
                        || help.starts_with("write [\"")
                        || help.ends_with(", without quotes")
                })
                .map(|value| Fix::Value(path.clone(), value.to_owned()));
            Diagnostic {
                fix,
                ..finding.help(help)
            }
        }
        None => finding,
    }
}

/// `[[services]]` with a `name`.
fn named_by_table(path: &Path, node: &Node) -> Diagnostic {
    let name = match &node.value {
        Value::Array(items) => items
            .iter()
            .find_map(|item| item.get("name").and_then(Node::string)),
        _ => None,
    };
    let table = path
        .key(name.unwrap_or("<name>"))
        .to_string()
        .replace("\"<name>\"", "<name>");
    Diagnostic::error(
        "schema/wrong-type",
        format!("`{path}` is a list; {path} are named by their table"),
    )
    .at(
        Place::Key(path.clone()),
        "expected a table for each, found a list",
    )
    .help(format!("write `[{table}]`, and no `name`"))
    .fix(Fix::Tables(path.clone()))
}

fn help(path: &Path, node: &Node, schema: &Json) -> Option<String> {
    let takes = |name: &str| types(schema).any(|known| known == name);
    let help = match &node.value {
        Value::String(text)
            if takes("boolean")
                && !takes("string")
                && ["true", "false"].contains(&text.as_str()) =>
        {
            format!("write {text}, without quotes")
        }
        Value::String(text)
            if (takes("integer") || takes("number"))
                && !takes("string")
                && text.parse::<f64>().is_ok_and(f64::is_finite) =>
        {
            format!("write {text}, without quotes")
        }
        Value::String(text) if takes("array") && short(text) => format!("write [{text:?}]"),
        Value::Integer(number) if takes("string") && is_duration(schema) => {
            format!("write the unit: \"{number}s\" or \"{number}m\"")
        }
        Value::Integer(number) if takes("string") && is_free(schema) => {
            format!("write \"{number}\"")
        }
        Value::Datetime(text) if takes("string") && is_free(schema) => format!("write \"{text}\""),
        Value::Array(items) if takes("string") && items.len() == 1 => {
            match items.first().and_then(Node::string) {
                Some(text) if short(text) => format!("write {text:?}"),
                _ => return None,
            }
        }
        Value::Table(_) if takes("array") => match path.0.last() {
            Some(Segment::Key(_))
                if schema.pointer("/items/type").and_then(Json::as_str) == Some("object") =>
            {
                format!("write [[{path}]] for each of them")
            }
            _ => return None,
        },
        Value::Array(_) if takes("object") => format!("write it as a table: [{path}]"),
        _ => {
            return schema
                .get("x-help")
                .and_then(Json::as_str)
                .map(str::to_owned);
        }
    };
    Some(help)
}

fn is_duration(schema: &Json) -> bool {
    expected(schema).starts_with("a duration")
}

/// Any text will do.
fn is_free(schema: &Json) -> bool {
    ["pattern", "enum", "x-expected"]
        .iter()
        .all(|keyword| schema.get(keyword).is_none())
}

fn short(text: &str) -> bool {
    text.len() <= 60 && !text.contains(char::is_control)
}

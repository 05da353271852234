//! One Compose file over another.

use serde_json::{Map, Value};

/// Lists that the later file replaces, as the words of one command are.
const REPLACED: [&str; 3] = ["command", "entrypoint", "test"];

/// Lists of which the later file's entries join the earlier one's.
const AS_TABLE: [(&str, char); 4] = [
    ("environment", '='),
    ("labels", '='),
    ("annotations", '='),
    ("extra_hosts", ':'),
];

/// `over` over `base`, both whole files.
pub fn files(base: Value, over: Value) -> Value {
    value("", base, over)
}

/// `over` over `base`, both services.
pub fn service(base: Value, over: Value) -> Value {
    value("", base, over)
}

fn value(key: &str, base: Value, over: Value) -> Value {
    let base = shaped(key, base);
    let over = shaped(key, over);
    match (base, over) {
        (_, Value::Object(mut tagged)) if tagged.contains_key("!reset") => {
            tagged.remove("!reset").map_or(Value::Null, |_| Value::Null)
        }
        (_, Value::Object(mut tagged)) if tagged.contains_key("!override") => {
            tagged.remove("!override").unwrap_or_default()
        }
        (base, Value::Null) => base,
        (Value::Object(mut base), Value::Object(over)) => {
            for (key, new) in over {
                let old = base.remove(&key).unwrap_or_default();
                let merged = value(&key, old, new);
                base.insert(key, merged);
            }
            Value::Object(base)
        }
        (Value::Array(_), over @ Value::Array(_)) if REPLACED.contains(&key) => over,
        (Value::Array(mut base), Value::Array(over)) => {
            let target = |entry: &Value| match key {
                "volumes" => mount_target(entry),
                _ => Some(entry.to_string()),
            };
            for entry in over {
                base.retain(|old| target(old) != target(&entry));
                base.push(entry);
            }
            Value::Array(base)
        }
        (_, over) => over,
    }
}

/// Lists that also may be written as tables become those.
fn shaped(key: &str, value: Value) -> Value {
    let list = match value {
        Value::Array(list) => list,
        other => return other,
    };
    if let Some((_, between)) = AS_TABLE.iter().find(|(name, _)| *name == key) {
        let entry = |entry: Value| {
            let text = match &entry {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            match text.split_once(*between) {
                Some((name, value)) => (name.to_owned(), value.into()),
                None => (text, Value::Null),
            }
        };
        return Value::Object(list.into_iter().map(entry).collect());
    }
    if key == "depends_on" || key == "networks" {
        let named = list.into_iter().filter_map(|name| match name {
            Value::String(name) => Some((name, Value::Null)),
            _ => None,
        });
        return Value::Object(named.collect::<Map<_, _>>());
    }
    Value::Array(list)
}

/// Where a volume lies in the container.
fn mount_target(entry: &Value) -> Option<String> {
    match entry {
        Value::String(text) => {
            let mut parts = text.split(':');
            let first = parts.next()?;
            Some(parts.next().unwrap_or(first).to_owned())
        }
        Value::Object(table) => Some(table.get("target")?.as_str()?.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::files;

    #[test]
    fn each_key_is_merged_in_its_own_way() {
        let base = json!({ "services": { "a": {
            "image": "a:1", "command": ["x"], "ports": ["1:1"], "environment": ["A=1", "B=2"],
            "volumes": ["./a:/data", "./c:/c"], "networks": ["one"],
        } } });
        let over = json!({ "services": { "a": {
            "command": ["y", "z"], "ports": ["2:2"], "environment": { "B": "3" },
            "volumes": ["./b:/data:ro"], "networks": { "two": null },
        }, "b": { "image": "b" } } });
        assert_eq!(
            files(base.clone(), over),
            json!({ "services": { "a": {
                "image": "a:1", "command": ["y", "z"], "ports": ["1:1", "2:2"],
                "environment": { "A": "1", "B": "3" }, "volumes": ["./c:/c", "./b:/data:ro"],
                "networks": { "one": null, "two": null },
            }, "b": { "image": "b" } } })
        );
        let reset = json!({ "services": { "a": { "ports": { "!reset": [] }, "command": { "!override": ["q"] } } } });
        let merged = files(base, reset);
        assert_eq!(merged["services"]["a"]["ports"], json!(null));
        assert_eq!(merged["services"]["a"]["command"], json!(["q"]));
    }
}

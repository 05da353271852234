//! YAML → JSON values: anchors, `<<` and tags done, and an end to files that would grow without one.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Longest file in bytes: the largest hand-written Compose file that was seen has a hundredth of it.
const LONGEST: usize = 4 << 20;

/// Most values of a file, aliases followed: nine lines of aliases can mean a thousand million.
const MOST_VALUES: usize = 300_000;

/// How deep values may lie in each other.
const DEEPEST: usize = 100;

/// The first document; an empty file is `null`. The error says what is wrong and, where it is known, the line.
pub fn read(text: &str) -> Result<Value, String> {
    Ok(documents(text)?.into_iter().next().unwrap_or_default())
}

/// All documents.
pub fn documents(text: &str) -> Result<Vec<Value>, String> {
    if text.len() > LONGEST {
        return Err(format!("it is larger than {} MiB", LONGEST >> 20));
    }
    let limits = Limits::default();
    let text = text.trim_start_matches('\u{feff}');
    serde_yaml::Deserializer::from_str(text)
        .map(|document| {
            Node(&limits, 0)
                .deserialize(document)
                .map_err(|error| error.to_string())
        })
        .collect()
}

#[derive(Default)]
struct Limits {
    values: Cell<usize>,
}

/// One value that is to be read, and how deep it lies.
#[derive(Clone, Copy)]
struct Node<'l>(&'l Limits, usize);

impl Node<'_> {
    fn inner<E: Error>(self) -> Result<Self, E> {
        let values = self.0.values.get() + 1;
        self.0.values.set(values);
        if values > MOST_VALUES {
            return Err(E::custom(format!(
                "more than {MOST_VALUES} values, aliases followed"
            )));
        }
        if self.1 >= DEEPEST {
            return Err(E::custom(format!(
                "values lie in each other more than {DEEPEST} deep"
            )));
        }
        Ok(Node(self.0, self.1 + 1))
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: serde::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = from.next_element_seed(self.inner()?)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        let mut below = Value::Null;
        while let Some(key) = from.next_key_seed(self.inner()?)? {
            let value = from.next_value_seed(self.inner()?)?;
            let key = match key {
                Value::String(key) => key,
                Value::Number(_) | Value::Bool(_) | Value::Null => key.to_string(),
                _ => return Err(A::Error::custom("a key that is a list or a table")),
            };
            if key == "<<" {
                below = value;
            } else if map.insert(key.clone(), value).is_some() {
                return Err(A::Error::custom(format!("the key `{key}` is there twice")));
            }
        }
        let below = match below {
            Value::Array(list) => list,
            one => vec![one],
        };
        for (key, value) in below.into_iter().filter_map(into_map).flatten() {
            map.entry(key).or_insert(value);
        }
        Ok(Value::Object(map))
    }

    /// A tagged value: Compose's `!reset` and `!override` stay to be seen as a table of that one key; other tags say nothing here.
    fn visit_enum<A: EnumAccess<'de>>(self, from: A) -> Result<Value, A::Error> {
        let (tag, inside) = from.variant_seed(Tag)?;
        let value = inside.newtype_variant_seed(self.inner()?)?;
        Ok(match tag.as_str() {
            "reset" | "override" => Map::from_iter([(format!("!{tag}"), value)]).into(),
            _ => value,
        })
    }
}

fn into_map(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

struct Tag;

impl<'de> DeserializeSeed<'de> for Tag {
    type Value = String;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<String, D::Error> {
        String::deserialize(from).map(|tag| tag.trim_start_matches('!').to_owned())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn anchors_merges_and_tags_are_done() {
        let text = "x: &x { a: 1, b: 2 }\ny: { <<: *x, b: 3 }\nz: { <<: [*x, { c: 4 }] }\nports: !reset []\nat: 22:22\n1: on\n";
        assert_eq!(
            read(text).unwrap(),
            json!({
                "x": { "a": 1, "b": 2 }, "y": { "b": 3, "a": 1 }, "z": { "a": 1, "b": 2, "c": 4 },
                "ports": { "!reset": [] }, "at": "22:22", "1": "on",
            })
        );
        assert_eq!(read("").unwrap(), json!(null));
    }

    #[test]
    fn what_has_no_end_is_refused() {
        let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for level in 1..12 {
            let alias = vec![format!("*a{}", level - 1); 9].join(", ");
            laughs.push_str(&format!("a{level}: &a{level} [{alias}]\n"));
        }
        assert!(read(&laughs).is_err());
        assert!(read(&"[".repeat(50_000)).is_err());
        assert!(read(&"a: ".repeat(9)).is_err());
        assert!(read(&format!("{}1", "- ".repeat(5_000))).is_err());
        assert!(read("a: 1\na: 2\n").unwrap_err().contains("twice"));
        assert!(read("a: *nowhere\n").is_err());
        assert!(read(&"x".repeat(5 << 20)).unwrap_err().contains("4 MiB"));
    }
}

//! Matchers of labels, with Alertmanager's own operators.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// `"x"` equals, `"!=x"`, `"=~re"`, `"!~re"` (anchored), a list of plain values = any of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Match {
    Text(String),
    AnyOf(Vec<String>),
}

impl JsonSchema for Match {
    fn schema_name() -> Cow<'static, str> {
        "Match".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "array"],
            "items": { "type": "string", "minLength": 1, "x-expected": "a text" },
            "minItems": 1,
            "x-expected": "\"x\", \"!=x\", \"=~regex\", \"!~regex\" or a list of values",
        })
    }
}

//! Where a secret will be. Never the secret itself.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// `{ env = "NAME" }` or `{ file = "path" }`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret {
    /// Name of a variable in `.env` or in the environment of `docker compose`.
    Env(String),
    /// Path of a file, relative to the file that names it.
    File(String),
}

/// A value that may be a secret or stand in the file (`webhook.url`, `telegram.chat`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SecretOrText {
    Text(String),
    Secret(Secret),
}

fn properties() -> serde_json::Value {
    serde_json::json!({
        "env": {
            "type": "string",
            "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
            "x-expected": "the name of a variable such as \"DB_PASSWORD\"",
            "description": "Name of a variable in .env or in the environment of `docker compose`."
        },
        "file": {
            "type": "string",
            "minLength": 1,
            "x-expected": "a path",
            "description": "Path of a file that holds only the secret, relative to this file."
        }
    })
}

impl JsonSchema for Secret {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": properties(),
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
            "x-secret": true,
            "x-expected": "where the secret will be: { env = \"NAME\" } or { file = \"path\" }",
        })
    }
}

impl JsonSchema for SecretOrText {
    fn schema_name() -> Cow<'static, str> {
        "SecretOrText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "object"],
            "minLength": 1,
            "properties": properties(),
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
            "x-expected": "a text, { env = \"NAME\" } or { file = \"path\" }",
        })
    }
}

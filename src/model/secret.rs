//! Secrets: where each comes from, who reads it, in which form. Never a value.

use crate::catalog::SecretEscape;
use crate::diagnostic::Path;

/// Where a secret will be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretSource {
    /// A variable in `.env` or the environment of `docker compose`.
    Env(String),
    /// A file; path relative to the folder of `monitoring.toml`, with `/`.
    File(String),
}

/// The form in which the consumer reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretForm {
    Plain,
    /// A text with `{password}` in it; all else is final.
    Template {
        template: String,
        escape: SecretEscape,
    },
}

/// One secret for one consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub source: SecretSource,
    /// Container that reads it: `alertmanager`, `grafana`, `prometheus`, `access`, `db-exporter`.
    pub consumer: String,
    /// File name in `/run/secrets` of the consumer.
    pub file: String,
    pub form: SecretForm,
    /// What it is for, in words: "Grafana's first login", `services.db.password`.
    pub purpose: String,
    /// Whether the consumer reads it again at use; else `docker compose restart <consumer>` takes a new one up.
    pub rereads: bool,
    /// Whether the name is monc's default and stands nowhere in the file.
    pub default: bool,
    pub path: Path,
}

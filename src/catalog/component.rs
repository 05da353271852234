//! Containers that `monc` can add: image, pinned version, user, port, healthcheck, limits. One data file.

use serde::{Deserialize, Serialize};

/// How Compose knows that the container works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Healthcheck {
    /// `wget -q --spider http://127.0.0.1:<port><path>`.
    Wget(String),
    /// `curl -fsS http://127.0.0.1:<port><path>`.
    Curl(String),
    /// `promtool check healthy`.
    Promtool,
    /// The image has its own.
    Image,
    /// None is possible: the image has no shell and no client.
    None,
}

/// A container of the stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    pub title: String,
    /// Without tag.
    pub image: String,
    /// Tag of the pinned version.
    pub tag: String,
    /// Oldest version whose output `monc` can write for, without `v`.
    pub oldest: Option<String>,
    pub port: u16,
    /// `uid:gid`.
    pub user: String,
    pub healthcheck: Healthcheck,
    /// Memory limit in Compose's notation (`256m`), CPUs, processes.
    pub memory: String,
    pub cpus: String,
    pub pids: u32,
    /// Whether the image has a shell.
    pub shell: bool,
    /// Where version, user and tag were read.
    pub source: String,
}

//! Files beside `monitoring.toml` that the stack takes along: read by the command, handed in as data.

use crate::config::value::Date;
use crate::diagnostic::FileId;

/// What the compiler knows besides the file itself.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// Name of the file, for headers: `monitoring.toml`.
    pub source: String,
    /// Rule files that `[prometheus] rules` matches, by path.
    pub rules: Vec<TakenInput>,
    /// Dashboards that `[grafana] dashboards` matches, by entry and path.
    pub dashboards: Vec<TakenInput>,
    /// Templates that `[routing] messages` matches, by path.
    pub messages: Vec<TakenInput>,
    /// The day by which excuses with a date are judged; none: all of them count.
    pub today: Option<Date>,
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenInput {
    /// Which entry of the list it belongs to.
    pub entry: usize,
    /// Path relative to the folder of `monitoring.toml`, with `/`.
    pub path: String,
    pub text: String,
    /// In the sources of the run: findings of the file have their places there.
    pub file: FileId,
}

/// File name of a path.
pub fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

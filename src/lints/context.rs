//! What lints look at.

use crate::catalog::Catalog;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::model::Stack;
use crate::resolve::Inputs;

use super::dashboard::Board;
use super::promql::Expression;
use super::rules::RuleFile;

/// The file as written (services merged over their kinds), and the stack that it gives.
pub struct Context<'a> {
    pub config: &'a Config,
    pub catalog: &'a Catalog,
    pub stack: &'a Stack,
    pub inputs: &'a Inputs,
    /// Every text of the file with its place, in the order written.
    pub strings: &'a [(Path, &'a str)],
    /// Every expression of the file, and of its rule files, that parses.
    pub expressions: Vec<Expression>,
    /// Rule files that the stack takes along.
    pub rule_files: Vec<RuleFile<'a>>,
    /// Dashboards that the stack takes along.
    pub dashboards: Vec<Board>,
}

/// Where findings go.
pub type Findings = Vec<Diagnostic>;

/// The value at a route of keys.
pub fn value(keys: &[&str]) -> Place {
    Place::Value(Path::of(keys))
}

/// The key at a route of keys.
pub fn key(keys: &[&str]) -> Place {
    Place::Key(Path::of(keys))
}

/// "did you mean …?", or other words.
pub fn did_you_mean(near: Option<&str>, otherwise: impl Into<String>) -> String {
    near.map_or_else(
        || otherwise.into(),
        |near| format!("did you mean \"{near}\"?"),
    )
}

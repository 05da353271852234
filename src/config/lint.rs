//! `[lint]`: levels of findings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Level of a lint in place of its default one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LintLevel {
    /// Not reported.
    Allow,
    /// A warning.
    Warn,
    /// An error.
    Deny,
}

//! Findings as people and machines read them. A secret that stands in a file is never shown, in no format: not in the line that
//! is drawn, not in the lines around it, not in a title.

mod fingerprint;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod lines;
mod masked;
mod placed;
mod sarif;
mod short;
mod together;

pub use github::github;
pub use gitlab::gitlab;
pub use human::human;
pub use json::json;
pub use junit::junit;
pub use masked::Masked;
pub use sarif::sarif;
pub use short::short;
pub use together::together;

/// How findings are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// ANSI colors.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether warnings count as errors.
    pub deny_warnings: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            color: false,
            width: 100,
            deny_warnings: false,
        }
    }
}

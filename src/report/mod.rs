//! Findings as people and machines read them. A secret that stands in a file is never shown, in no format: not in the line that
//! is drawn, not in the lines around it, not in a title.

mod human;
mod json;
mod lines;
mod masked;
mod placed;
mod short;

pub use human::human;
pub use json::json;
pub use short::short;

/// How findings are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// ANSI colors.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            color: false,
            width: 100,
        }
    }
}

//! How a finding is mended, where there is one right answer.

use super::{Path, Place};

/// One change of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// Another key in place of this one.
    Key(Path, String),
    /// Another value, written in TOML.
    Value(Path, String),
    /// Other letters in a text or in a comment.
    Letters(Place, String),
    /// Two values change places.
    Swap(Path, Path),
    /// `[[services]]` with `name` becomes `[services.<name>]`.
    Tables(Path),
}

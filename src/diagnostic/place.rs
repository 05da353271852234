//! Where a finding points.

use std::ops::Range;

use super::Path;

/// A file of this run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

/// Bytes of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: usize,
    pub end: usize,
}

/// Where a label points.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// The key of an entry.
    Key(Path),
    /// The value of an entry.
    Value(Path),
    /// Bytes inside the text that a string value means.
    Within(Path, Range<usize>),
    /// Bytes of a file.
    At(Span),
    /// A whole file.
    File(FileId),
}

//! Findings: what is wrong, where, and what to write instead. Places are symbolic routes into the file, resolved to bytes
//! only when a finding is reported.

mod finding;
mod fix;
mod nearest;
mod path;
mod place;

pub use finding::{Diagnostic, Label, Level};
pub use fix::Fix;
pub use nearest::nearest;
pub use path::{Path, Segment};
pub use place::{FileId, Place, Span};

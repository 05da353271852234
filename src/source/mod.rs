//! Text → a tree of values with a span for every key and value, and every syntax error at once.

mod node;
mod parse;
mod sources;

pub use node::{Entry, Node, Table, Value};
pub use parse::parse;
pub use sources::{SourceFile, Sources};

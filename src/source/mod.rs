//! Files of a run, and what their TOML says: values that know where they stand.

mod duplicate;
mod json;
mod newer;
mod node;
mod parse;
mod secret_key;
mod sources;
mod syntax;
mod table;
mod wording;
mod yaml;

pub use json::{NotJson, parse_json};
pub use node::{Node, Value};
pub use parse::parse;
pub use secret_key::{is_password_hash, is_secret_key};
pub use sources::{SourceFile, Sources, holds_replaced};
pub use table::{Entry, Table};
pub use yaml::{NotYaml, of_bytes, parse_yaml, positions, within};

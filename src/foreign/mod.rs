//! Files of other tools, as people wrote them: YAML with limits, and the Compose files of the app that is watched. Pure: a command hands
//! the texts in.

pub mod compose;
mod yaml;

pub use yaml::{documents, read};

//! Rule files that people already have, with places in their own files. What their expressions say is judged by the lints of `promql` and
//! `alert`, like that of the file's own.

mod file;
mod template;

pub mod not_rules;
pub mod syntax;

pub use file::{RuleFile, rule_files};

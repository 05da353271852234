//! Names of signals.

pub mod name_clash;
pub mod unknown;

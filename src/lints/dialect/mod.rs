//! `[dialects.<name>]`.

pub mod like_itself;
pub mod unknown;

//! `[monc]`.

pub mod no_edition;
pub mod unknown_edition;

//! `[kinds.<kind>]`.

pub mod unknown;

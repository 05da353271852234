//! `[kinds.<kind>]`, and files that describe kinds.

pub mod unknown;

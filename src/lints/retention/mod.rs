//! How long data are kept.

pub mod too_short;

//! How long data are kept.

pub mod size_too_small;
pub mod too_short;

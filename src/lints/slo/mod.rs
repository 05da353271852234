//! Service level objectives.

pub mod never_pages;
pub mod not_a_bucket;
pub mod retention_too_short;

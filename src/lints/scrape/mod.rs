//! How metrics are scraped.

pub mod interval_too_long;
pub mod timeout_over_interval;

//! Alerts.

pub mod absent_too_soon;
pub mod always_fires;
pub mod name_clash;
pub mod same_condition;
pub mod service_out;
pub mod unproved;
pub mod unrouted;

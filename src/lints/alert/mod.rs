//! Alerts.

pub mod always_fires;
pub mod name_clash;
pub mod service_out;
pub mod unproved;
pub mod unrouted;

//! Alerts.

pub mod name_clash;
pub mod unrouted;

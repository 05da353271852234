//! Texts of alerts.

pub mod unknown_placeholder;

//! Addresses.

pub mod localhost;
pub mod no_network;
pub mod no_port;
pub mod not_metrics;

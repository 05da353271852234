//! Addresses.

pub mod localhost;
pub mod no_network;
pub mod no_port;

//! Addresses.

pub mod localhost;
pub mod no_port;

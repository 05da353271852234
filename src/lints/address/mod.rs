//! Addresses.

pub mod localhost;

//! Mail addresses.

pub mod not_an_address;

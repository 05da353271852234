//! Names of signals.

pub mod unknown;

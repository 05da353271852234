//! Teams.

pub mod unknown;

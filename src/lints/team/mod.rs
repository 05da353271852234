//! Teams.

pub mod no_members;
pub mod unknown;

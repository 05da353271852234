//! Receivers.

pub mod empty;
pub mod retiring;
pub mod unused;

//! What several services share.

pub mod cycle;
pub mod unknown;
pub mod unused;

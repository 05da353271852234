//! `[routing]`.

pub mod mutes_critical;
pub mod no_watchdog;
pub mod nobody;

//! Services: their names, and how they stand to each other.

pub mod dependency_cycle;
pub mod no_login;
pub mod no_signals;
pub mod reserved_name;
pub mod same_address;
pub mod same_container;
pub mod unknown;

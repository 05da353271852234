//! Services: their names, and how they stand to each other.

pub mod dependencies_too_deep;
pub mod dependency_cycle;
pub mod faster_than_parent;
pub mod key_unused;
pub mod never_down;
pub mod no_login;
pub mod no_signals;
pub mod reserved_name;
pub mod same_address;
pub mod same_container;
pub mod unknown;

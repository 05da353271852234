//! `[time_intervals.<name>]`.

pub mod no_length;
pub mod unknown_location;
pub mod unused;

//! `[time_intervals.<name>]`.

pub mod unused;

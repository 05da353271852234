//! Probes.

pub mod not_a_url;

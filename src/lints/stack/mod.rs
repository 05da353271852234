//! `[stack]`.

pub mod no_name;
pub mod no_services;

//! Names.

pub mod invalid;

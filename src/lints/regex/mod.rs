//! Regular expressions.

pub mod invalid;

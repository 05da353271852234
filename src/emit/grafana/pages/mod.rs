//! The pages.

pub mod alerts;
pub mod kind;
pub mod overview;
pub mod slo;
pub mod stack;

//! What stands in several places of the file is laid over each other, before anything is typed. One rule everywhere: tables
//! merge key by key, everything else replaces. Every value keeps the place where it was written.

mod chain;
mod expand;
mod merge;
mod services;

pub use chain::chain;
pub use expand::expand;
pub use merge::merge;
pub use services::services;

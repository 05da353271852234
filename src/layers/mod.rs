//! What stands in several places of the file is laid over each other, before anything is typed. One rule everywhere: tables
//! merge key by key, everything else replaces. Every value keeps the place where it was written.

mod chain;
mod environment;
mod expand;
mod folder;
mod include;
mod merge;
mod services;
mod silent;
mod stranger;
mod thresholds;
mod whole;
mod without;

pub use chain::chain;
pub use environment::{lay_environment, split};
pub use expand::expand;
pub use folder::from_folder;
pub use include::join;
pub use merge::merge;
pub use services::services;
pub use thresholds::severity_of;
pub use whole::lay;

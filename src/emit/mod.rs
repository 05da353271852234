//! Emitters: the resolved stack → files, one room for each system, and the writers of the formats that they share.

pub mod files;
pub mod json;
pub mod yaml;

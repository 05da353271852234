//! Images.

pub mod unpinned;

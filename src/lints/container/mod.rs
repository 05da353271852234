//! Containers of the stack, as `[images]`, `[resources]` and `[compose.services]` name them.

pub mod loosened;
pub mod unknown;

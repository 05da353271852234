//! Containers of the stack, as `[images]`, `[resources]` and `[compose.services]` name them.

pub mod unknown;

//! Labels of services and of the stack.

pub mod clash;
pub mod reserved;

//! Routes.

pub mod catches_all;
pub mod no_receiver;
pub mod receiver_twice;
pub mod unknown_label;
pub mod unknown_value;
pub mod unreachable;

//! Routes.

pub mod catches_all;
pub mod never_told;
pub mod no_receiver;
pub mod receiver_twice;
pub mod told_twice;
pub mod unknown_label;
pub mod unknown_value;
pub mod unreachable;

//! What listens on the host.

pub mod anonymous_and_open;
pub mod no_password;
pub mod not_a_hash;
pub mod password_incomplete;

/// Whether an address reaches beyond this machine.
pub(super) fn is_open(address: &str) -> bool {
    !(address.starts_with("127.") || address == "localhost" || address == "::1")
}

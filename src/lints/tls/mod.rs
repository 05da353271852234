//! TLS.

pub mod skip_verify;

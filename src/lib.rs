//! `monc`: one `monitoring.toml` → a monitoring stack that runs.

pub mod catalog;
pub mod config;

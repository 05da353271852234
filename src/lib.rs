//! `monc`: one `monitoring.toml` → a monitoring stack that runs.

pub mod catalog;
pub mod config;
pub mod diagnostic;
pub mod model;

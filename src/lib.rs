//! `monc`: one `monitoring.toml` → a monitoring stack that runs.

pub mod catalog;
pub mod config;
pub mod diagnostic;
pub mod emit;
pub mod escape;
pub mod layers;
pub mod lints;
pub mod model;
pub mod promql;
pub mod resolve;
pub mod source;

//! Hostile names and texts through every escape and every writer, each read back by an independent reader of the same grammar.
//!
//! Where no such reader is at hand as a crate, a small one is written here, from the source of the tool itself, and says so.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "properties/go.rs"]
mod go;
#[path = "properties/interpolation.rs"]
mod interpolation;
#[path = "properties/layers.rs"]
mod layers;
#[path = "properties/markdown.rs"]
mod markdown;
#[path = "properties/prometheus.rs"]
mod prometheus;
#[path = "properties/reports.rs"]
mod reports;
#[path = "properties/routes.rs"]
mod routes;
#[path = "properties/shell.rs"]
mod shell;
#[path = "properties/texts.rs"]
mod texts;
#[path = "properties/toml.rs"]
mod toml;
#[path = "properties/yaml.rs"]
mod yaml;

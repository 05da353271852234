//! Secrets: never in the file.

pub mod in_plain_text;
pub mod not_expanded;
pub mod outside_project;

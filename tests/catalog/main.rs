//! The catalog keeps its own rules, and its metric names are those of real `/metrics` pages.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod reading;
mod rules;
mod scrape;
mod scrapes;
mod texts;

//! `thresholds`.

pub mod no_service;

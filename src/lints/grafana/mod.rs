//! `[grafana]`.

pub mod owned_setting;

//! People who may log in to Grafana.

pub mod is_admin;
pub mod same_email;

//! People who may log in to Grafana.

pub mod same_email;

//! `monc`: one `monitoring.toml` → a monitoring stack that runs.

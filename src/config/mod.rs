//! The file as people write it: one type per table. Types are free of spans; lints name places by path.

mod alert;
mod compose;
mod connection;
mod dialect;
mod example;
mod file;
mod grafana;
mod lint;
mod probe;
mod prometheus;
mod receiver;
mod retention;
mod routing;
mod service;
mod signal;
mod slo;
mod stack;
mod threshold;
pub mod value;

pub use alert::Alert;
pub use compose::{Compose, Resource};
pub use connection::{BasicAuth, Exporter, Scrape, Tls, TlsOptions};
pub use dialect::Dialect;
pub use example::{AlertExample, InputValue, SignalExample};
pub use file::Config;
pub use grafana::{
    Admin, Anonymous, DataSource, Database, Grafana, OAuth, Permission, Role, Team, User,
};
pub use lint::LintLevel;
pub use probe::{Dns, Probe, ProbeEntry};
pub use prometheus::{Alertmanager, FilesTaken, FolderedFiles, Prometheus, RemoteWrite};
pub use receiver::{
    Discord, Email, Msteams, Opsgenie, Pagerduty, Pushover, Receiver, Slack, Smtp, Telegram,
    Webhook,
};
pub use retention::{Retention, RetentionLimits};
pub use routing::{Route, Routing, TimeInterval};
pub use service::{Container, Service};
pub use signal::Signal;
pub use slo::{Slo, SloDefaults, SloTable};
pub use stack::{Build, Monc, Stack};
pub use threshold::{For, Threshold, ThresholdTable};

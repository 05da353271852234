//! What `monc` knows: kinds, dialects, signals (data files, one per kind) and the components of the stack with their
//! pinned versions. A new kind is one `kinds/<name>.toml`; no Rust.

mod built_in;
mod component;
mod example;
mod kind;
mod metric;
mod signal;
mod unit;

pub use built_in::Catalog;
pub use component::{Component, Healthcheck};
pub use example::{Example, Expected, Given};
pub use kind::{
    Access, AddressShape, Dialect, Evidence, EvidenceLevel, Exporter, Kind, Part, PasswordVariable,
    SecretEscape, SecretFile, Sli, SliExample, Variables,
};
pub use metric::{Metric, MetricType, metric, metrics};
pub use signal::{BadWhen, ForDuration, Help, Panel, Severity, Signal, Threshold};
pub use unit::Unit;

//! The resolved stack: every default filled, every name final. `resolve` makes it, lints and emitters read it.

mod access;
mod capacity;
mod container;
mod deferred;
pub mod delivery;
mod example;
mod grafana;
mod job;
pub mod names;
mod routing;
mod rule;
mod secret;
pub mod selector;
mod service;
mod signal;
mod slo;
mod stack;
mod version;

pub use access::{Bind, WebAccess};
pub use capacity::{Capacity, Share};
pub use container::{ExporterContainer, Limits, Overlay};
pub use deferred::Deferred;
pub use example::{AlertExample, Case, Example, RawSeries};
pub use grafana::{DataSource, Database, Folder, Grafana, OAuth, TakenFile, Team, User};
pub use job::{
    Authentication, HttpClient, Job, JobShape, ProbeModule, Prober, Relabel, Target, TlsClient,
};
pub use routing::{
    Inhibition, Integration, Receiver, Route, Routing, Smtp, TimeInterval, TimeRange,
};
pub use rule::{
    AlertingRule, Blind, Branch, Comparison, Condition, Group, Guard, LabelMatch, Meaning,
    Operator, Pace, RecordingRule, Selection, Texts,
};
pub use secret::{Secret, SecretForm, SecretSource};
pub use service::{ContainerMatch, Service};
pub use signal::{KindInUse, Signal};
pub use slo::{BURNS, Burn, Slo};
pub use stack::{Remote, Stack};
pub use version::Version;

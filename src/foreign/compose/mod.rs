//! The Compose files of an app, with Compose's own rules: several files, `include`, `extends`, anchors, `${VARIABLE:-default}`. The values
//! of variables are not read, so a text that needs one is known only as far as its defaults go.

mod app;
mod load;
mod merge;
mod service;
mod variables;

pub use app::{App, Network, SecretAt};
pub use load::{Problem, folder_of, join, load, of_config};
pub use service::{Build, Mount, Port, Service};
pub use variables::{Variables, fill, names};

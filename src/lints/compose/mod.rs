//! The app's own Compose files.

pub mod folder_name;
pub mod same_project;
pub mod unreadable;

use crate::config::Config;
use crate::diagnostic::Path;

/// Place of a file of `[compose] app`; of the key where it is none of those written there.
fn place(config: &Config, file: &str) -> Path {
    let path = Path::of(&["compose", "app"]);
    match &config.compose.app {
        Some(crate::config::value::OneOrMany::Many(files)) => {
            let index = files.iter().position(|known| known == file);
            path.index(index.unwrap_or(0))
        }
        _ => path,
    }
}

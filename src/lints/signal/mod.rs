//! Names of signals.

pub mod name_clash;
pub mod no_service;
pub mod unknown;

use crate::resolve::STANDING;

/// Signals that every service has.
pub(super) fn standing<'n>() -> impl Iterator<Item = &'n str> {
    STANDING.into_iter().map(|standing| standing.name)
}

/// How a service gets a signal that other kinds have.
pub(super) fn from_elsewhere(name: &str) -> String {
    match name {
        "cpu" | "memory" => format!(
            "add `[services.containers]` with `kind = \"container\"`: it gives each container its `{name}`"
        ),
        _ => format!("other kinds have it: `monc explain {name}` shows them"),
    }
}

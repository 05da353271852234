//! Emitters: the resolved stack → files, one room for each system, and the writers of the formats that they share.

pub mod access;
pub mod alertmanager;
pub mod blackbox;
pub mod compose;
pub mod files;
pub mod grafana;
mod http_client;
pub mod json;
pub mod prometheus;
pub mod runbook;
pub mod yaml;

use crate::model::Stack;

use files::Files;

/// Everything that a stack is made of; one line a system.
pub fn emit(stack: &Stack) -> Files {
    let mut files = Files::new();
    files.extend(prometheus::emit(stack));
    files.extend(alertmanager::emit(stack));
    files.extend(blackbox::emit(stack));
    files.extend(grafana::emit(stack));
    files.extend(runbook::emit(stack));
    files.extend(access::emit(stack));
    // Last: labels hold hashes of the others' files.
    let compose = compose::emit(stack, &files);
    files.extend(compose);
    files
}

/// Head of every file: where it came from, and where to change it.
pub fn header(stack: &Stack, what: &str) -> String {
    format!(
        "{what}\nMade by monc from {}: edit that file, then `{}`.",
        stack.source,
        stack.command()
    )
}

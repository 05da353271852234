//! Alertmanager: routes, receivers, inhibition, messages.

mod config;
mod intervals;
mod receivers;
mod routes;
mod templates;

use crate::model::Stack;

use super::files::Files;

/// Where the configuration folder is mounted in the container.
pub const FOLDER: &str = "/etc/alertmanager";

/// All files of Alertmanager.
pub fn emit(stack: &Stack) -> Files {
    let mut files = Files::new();
    files.insert("alertmanager/alertmanager.yml", config::text(stack));
    if stack.messages.is_empty() {
        files.insert("alertmanager/templates/monc.tmpl", templates::TEXT);
    }
    for taken in &stack.messages {
        files.insert(taken.to.clone(), taken.text.clone());
    }
    if let Some(text) = super::prometheus::web_config(stack, &stack.alertmanager) {
        files.insert("alertmanager/web.yml", text);
    }
    files
}

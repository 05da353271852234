//! Hashes of configuration, on the containers that cannot take up a change while they run: Compose then makes them anew.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::emit::files::Files;

/// Label that holds the hash of the files below some folders.
pub fn label(service: &mut Map<String, Value>, files: &Files, folders: &[&str]) {
    let mut hasher = Sha256::new();
    for (path, text) in files.iter() {
        if folders.iter().any(|folder| path.starts_with(folder)) {
            // Lengths keep two files apart that together have the same bytes.
            hasher.update(format!("{path}\n{}\n", text.len()));
            hasher.update(text);
        }
    }
    let hash: String = hasher
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    service.insert("labels".into(), json!({ "monc.config-hash": hash }));
}

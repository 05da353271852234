//! The record of what was written: `.monc/manifest.json`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::Error;
use super::layout::{MANIFEST, is_reserved};
use super::place::read;
use crate::emit::files::{Files, is_relative};
use crate::emit::json;

/// Path → hash of every file that is ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The `monc` that wrote it.
    pub monc: String,
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    pub(super) fn of(files: &Files) -> Self {
        Self {
            monc: env!("CARGO_PKG_VERSION").to_owned(),
            files: files
                .iter()
                .map(|(path, text)| (path.to_owned(), hash(text.as_bytes())))
                .collect(),
        }
    }

    /// The one in `folder`, or an empty one. What it says of paths outside the folder or of the user's own files is not believed:
    /// it may have come from elsewhere, by version control.
    pub(super) fn load(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(MANIFEST);
        let Some(text) = read(&path)? else {
            return Ok(Self::default());
        };
        let mut manifest: Self =
            serde_json::from_slice(&text).map_err(|error| Error::BadRecord {
                path,
                reason: error.to_string(),
            })?;
        manifest
            .files
            .retain(|path, _| is_relative(path) && !is_reserved(path));
        Ok(manifest)
    }

    pub(super) fn text(&self) -> String {
        json::to_string(self)
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(text: &[u8]) -> String {
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

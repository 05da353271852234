//! Why a command could not run: never a mistake in the file, which is a finding.

use std::io;
use std::path::{Path, PathBuf};

use crate::output;

/// Exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no monitoring.toml in {from} or above it; `monc init` writes one")]
    NoFile { from: String },
    #[error("{path} is a folder, not a file; `-C {path}` works in that folder")]
    IsFolder { path: String },
    #[error("{path} is not there")]
    Missing { path: String },
    #[error("cannot read {path}: {reason}")]
    Read { path: String, reason: io::Error },
    #[error("cannot go to {path}: {reason}")]
    Enter { path: String, reason: io::Error },
    #[error("{path} is already there, and `monc init` never overwrites a file")]
    AlreadyThere { path: String },
    #[error("cannot write {path}: {reason}")]
    Write { path: String, reason: io::Error },
    #[error("{file} requires monc {requires}, and this is monc {here}")]
    TooOld {
        file: String,
        requires: String,
        here: &'static str,
    },
    #[error("{0}")]
    Unknown(String),
    #[error(transparent)]
    Output(#[from] output::Error),
    #[error("cannot print: {0}")]
    Print(io::Error),
}

impl Error {
    /// Why `path` could not be read.
    pub fn reading(path: &Path, reason: io::Error) -> Error {
        let path = shown(path);
        match reason.kind() {
            io::ErrorKind::NotFound => Error::Missing { path },
            io::ErrorKind::IsADirectory => Error::IsFolder { path },
            _ => Error::Read { path, reason },
        }
    }

    /// Why `path` could not be written.
    pub fn writing(path: &Path, reason: io::Error) -> Error {
        Error::Write {
            path: shown(path),
            reason,
        }
    }
}

/// A path as people read it.
fn shown(path: &Path) -> String {
    let path: PathBuf = path.components().collect();
    path.display().to_string()
}

//! Why a folder could not be planned or written.

use std::io;
use std::path::{Path, PathBuf};

use super::changes::Refusal;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{} is a file, and a folder is needed there: name another with --out, or move it away", path.display())]
    NotAFolder { path: PathBuf },
    #[error("{} is a link, and monc does not follow links inside the folder that it writes: replace it by a real file or folder", path.display())]
    Link { path: PathBuf },
    #[error("another monc is writing to {} at the moment: wait until it is done, then run this again", folder.display())]
    Busy { folder: PathBuf },
    #[error(
        "nothing was written, since these files are not monc's to change:\n{}\nMove them away, or overwrite them with --force",
        list(refusals)
    )]
    Refused { refusals: Vec<Refusal> },
    #[error("{} cannot be understood ({reason}): restore it, or delete it and build with --force", path.display())]
    BadRecord { path: PathBuf, reason: String },
    #[error(
        "an earlier build was interrupted, and {} has been edited since: move it away, or build with --force to overwrite it",
        path.display()
    )]
    EditedMeanwhile { path: PathBuf },
    #[error(
        "an earlier build was interrupted, and the text meant for {} is gone: delete {}, then build with --force",
        path.display(),
        journal.display()
    )]
    StageLost { path: PathBuf, journal: PathBuf },
    #[error(
        "`{path}` is not a path inside the output folder; this is a mistake in monc, please report it"
    )]
    BadPath { path: String },
    #[error("cannot read {}: {cause}", path.display())]
    Read { path: PathBuf, cause: io::Error },
    #[error("cannot write {}: {cause}", path.display())]
    Write { path: PathBuf, cause: io::Error },
    #[error("cannot delete {}: {cause}", path.display())]
    Delete { path: PathBuf, cause: io::Error },
}

impl Error {
    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |cause| Self::Read {
            path: path.to_owned(),
            cause,
        }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |cause| Self::Write {
            path: path.to_owned(),
            cause,
        }
    }

    pub(super) fn delete(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |cause| Self::Delete {
            path: path.to_owned(),
            cause,
        }
    }
}

fn list(refusals: &[Refusal]) -> String {
    refusals
        .iter()
        .map(|refusal| format!("  {refusal}"))
        .collect::<Vec<_>>()
        .join("\n")
}

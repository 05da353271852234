//! From a set of files to a folder, in such a way that the folder is never a mixture.
//!
//! - [`plan`] says what would change, [`diff`] shows it, [`write`] does it. Each of them first finishes a `write` that was killed.
//! - **Which files are ours** stands in `.monc/manifest.json`: path and hash of every file that was written. A file whose hash is
//!   another was edited, one that is not listed is foreign; neither is overwritten or deleted unless forced, and then no part of it
//!   is ever shown, since only files of our own making are known to hold no secret. `.env`, `secrets/` and
//!   `docker-compose.override.yml` are the user's by contract and not even forced.
//! - **How it is written**: containers have these folders mounted, and a folder that is replaced leaves them on the old one,
//!   silently. So files are staged in `.monc/stage/`, synced, and listed in the journal `.monc/pending.json`, which appears in
//!   one rename: before it nothing has changed, after it the next run completes. Then file by file is renamed into place, what a
//!   server reads last also written last, new before old is deleted, the manifest at the end. Folders that stay are never touched.
//! - **Links**: no link is followed or replaced below the folder, since a link could lead anywhere. The folder itself may be one: it
//!   is named by the person who runs the command, and a link to a release folder is an ordinary way to lay out a server.
//! - **Two at once**: a lock on `.monc/lock` is held while writing; the second run says so and ends.
//!
//! Everything that changes the disk goes through [`disk::Disk`], so that tests can fail it at each step.

mod changes;
mod diff;
mod disk;
mod error;
mod journal;
mod layout;
mod lock;
mod manifest;
mod place;
mod survey;
#[cfg(test)]
mod tests;
mod write;

use std::path::Path;

use crate::emit::files::Files;

pub use changes::{Changes, Reason, Refusal};
pub use error::Error;

/// What [`write`] would do to `folder`; with `force`, what it would do when forced.
///
/// # Errors
/// If the folder cannot be read, or an interrupted write cannot be finished.
pub fn plan(folder: &Path, files: &Files, force: bool) -> Result<Changes, Error> {
    write::finish(folder, force, &disk::Local)?;
    Ok(survey::survey(folder, files, force)?.changes)
}

/// The changes as one unified diff, new and removed files included.
///
/// # Errors
/// As [`plan`].
pub fn diff(folder: &Path, files: &Files, force: bool, color: bool) -> Result<String, Error> {
    write::finish(folder, force, &disk::Local)?;
    let survey = survey::survey(folder, files, force)?;
    diff::render(folder, files, &survey, color)
}

/// Makes `folder` hold `files`, and says what was done. Nothing is touched if nothing changes.
///
/// # Errors
/// If a file would be overwritten that is not ours or was edited, and on any failure of the disk.
pub fn write(folder: &Path, files: &Files, force: bool) -> Result<Changes, Error> {
    write::write(folder, files, force, &disk::Local)
}

//! The journal of a write that has begun: `.monc/pending.json`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::disk::Disk;
use super::error::Error;
use super::layout::{JOURNAL, MANIFEST, RECORDS, STAGE, is_mounted, is_reserved};
use super::manifest::hash;
use super::place::{Place, look, read};
use crate::emit::files::is_relative;

/// What is left to do, in this order. Each step may be done twice.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    pub steps: Vec<Step>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// Moves a staged file into place.
    Place {
        path: String,
        /// Its name in the stage.
        staged: String,
        /// Its hash.
        hash: String,
        /// The hash of the file that it replaces, if any.
        replaces: Option<String>,
    },
    /// Deletes a file, and the folders that it leaves empty.
    Delete { path: String, hash: String },
}

impl Journal {
    /// The one in `folder`, if a write was interrupted there.
    pub(super) fn load(folder: &Path) -> Result<Option<Self>, Error> {
        let path = folder.join(JOURNAL);
        let bad = |reason: String| Error::BadRecord {
            path: path.clone(),
            reason,
        };
        let text = match look(folder, JOURNAL)? {
            Place::File => read(&path)?,
            Place::Nothing => None,
            _ => return Err(Error::Link { path }),
        };
        let Some(text) = text else { return Ok(None) };
        let journal: Self =
            serde_json::from_slice(&text).map_err(|error| bad(error.to_string()))?;
        for step in &journal.steps {
            let (path, staged) = match step {
                Step::Place { path, staged, .. } => (path, staged.as_str()),
                Step::Delete { path, .. } => (path, "0"),
            };
            let inside = is_relative(path) && (!is_reserved(path) || path == MANIFEST);
            if !inside || !staged.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(bad(format!("`{path}` is not a file of monc's")));
            }
        }
        Ok(Some(journal))
    }

    /// Does all steps, then forgets them.
    pub(super) fn run(&self, folder: &Path, force: bool, disk: &dyn Disk) -> Result<(), Error> {
        for step in &self.steps {
            match step {
                Step::Place {
                    path,
                    staged,
                    hash,
                    replaces,
                } => {
                    place(folder, path, staged, hash, replaces.as_deref(), force, disk)?;
                }
                Step::Delete { path, hash } => delete(folder, path, hash, force, disk)?,
            }
        }
        let journal = folder.join(JOURNAL);
        disk.remove_file(&journal)
            .map_err(Error::delete(&journal))?;
        let records = folder.join(RECORDS);
        disk.sync_folder(&records).map_err(Error::write(&records))
    }
}

fn place(
    folder: &Path,
    path: &str,
    staged: &str,
    meant: &str,
    replaces: Option<&str>,
    force: bool,
    disk: &dyn Disk,
) -> Result<(), Error> {
    let whole = folder.join(path);
    let present = match look(folder, path)? {
        Place::Nothing => None,
        Place::File => read(&whole)?.map(|text| hash(&text)),
        Place::Link | Place::Blocked { link: true, .. } => return Err(Error::Link { path: whole }),
        Place::Folder | Place::Special | Place::Blocked { .. } => {
            return Err(Error::EditedMeanwhile { path: whole });
        }
    };
    let staged = folder.join(STAGE).join(staged);
    match read(&staged)? {
        Some(text) if hash(&text) == meant => {}
        _ if present.as_deref() == Some(meant) => return Ok(()),
        _ => {
            return Err(Error::StageLost {
                path: whole,
                journal: folder.join(JOURNAL),
            });
        }
    }
    // Our own record is not looked at: it is written anew whatever it says.
    if let Some(present) = present
        && path != MANIFEST
        && present != meant
        && Some(present.as_str()) != replaces
        && !force
    {
        return Err(Error::EditedMeanwhile { path: whole });
    }
    let parents: Vec<&str> = path
        .match_indices('/')
        .map(|(end, _)| &path[..end])
        .collect();
    let mut made = folder.to_owned();
    for parent in parents {
        let within = folder.join(parent);
        if !within.is_dir() {
            disk.make_folder(&within).map_err(Error::write(&within))?;
            disk.sync_folder(&made).map_err(Error::write(&made))?;
        }
        made = within;
    }
    disk.rename(&staged, &whole).map_err(Error::write(&whole))?;
    disk.sync_folder(&made).map_err(Error::write(&made))
}

fn delete(
    folder: &Path,
    path: &str,
    written: &str,
    force: bool,
    disk: &dyn Disk,
) -> Result<(), Error> {
    let whole = folder.join(path);
    match look(folder, path)? {
        Place::File => {
            let present = read(&whole)?.map(|text| hash(&text));
            if present.as_deref() != Some(written) && !force {
                return Err(Error::EditedMeanwhile { path: whole });
            }
            disk.remove_file(&whole).map_err(Error::delete(&whole))?;
        }
        Place::Nothing => {}
        // Something else came to stand there: that is not ours to delete.
        Place::Folder | Place::Link | Place::Special | Place::Blocked { .. } => return Ok(()),
    }
    let mut rest = path;
    while let Some((parent, _)) = rest.rsplit_once('/') {
        if is_mounted(parent) {
            break;
        }
        let within = folder.join(parent);
        let empty = match std::fs::read_dir(&within) {
            Ok(mut entries) => entries.next().is_none(),
            // Gone already, in the run that was interrupted.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
            Err(cause) => {
                return Err(Error::Read {
                    path: within,
                    cause,
                });
            }
        };
        if empty {
            disk.remove_folder(&within)
                .map_err(Error::delete(&within))?;
        }
        rest = parent;
    }
    let stays = folder.join(rest);
    let stays = if stays.is_dir() {
        stays.as_path()
    } else {
        folder
    };
    disk.sync_folder(stays).map_err(Error::write(stays))
}

//! What stands in the folder against what shall stand there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use super::changes::{Changes, Reason, Refusal};
use super::error::Error;
use super::layout::{MANIFEST, RECORDS, is_reserved};
use super::manifest::{Manifest, hash};
use super::place::{Place, files_below, look, read};
use crate::emit::files::{Files, is_relative};

/// The changes, and what is needed to make them.
pub(super) struct Survey {
    pub changes: Changes,
    /// Hash of each file that will be overwritten or deleted, as it is now.
    pub present: BTreeMap<String, String>,
    /// Of these, the ones that are exactly as we wrote them: all that may be shown.
    pub ours: BTreeSet<String>,
}

pub(super) fn survey(folder: &Path, files: &Files, force: bool) -> Result<Survey, Error> {
    let known = match Manifest::load(folder) {
        // Without a record nothing is ours: everything is overwritten by force, and nothing is deleted.
        Err(Error::BadRecord { .. }) if force => Manifest::default(),
        known => known?,
    };
    let mut survey = Survey {
        changes: Changes::default(),
        present: BTreeMap::new(),
        ours: BTreeSet::new(),
    };
    for (path, text) in files.iter() {
        if !is_relative(path) || is_reserved(path) {
            return Err(Error::BadPath {
                path: path.to_owned(),
            });
        }
        survey.wanted(folder, path, text, files, &known, force)?;
    }
    for (path, hash) in &known.files {
        if files.get(path).is_none() {
            survey.stale(folder, path, hash, force)?;
        }
    }
    let changes = &mut survey.changes;
    changes.removed.sort();
    changes.refused.sort();
    changes.refused.dedup();
    if changes.is_empty() {
        let record = read(&folder.join(MANIFEST))?;
        changes.record_only = record.as_deref() != Some(Manifest::of(files).text().as_bytes());
    }
    Ok(survey)
}

/// The folder is a folder or is not there yet, and our records in it are no links.
pub(super) fn check_folder(folder: &Path) -> Result<(), Error> {
    match fs::metadata(folder) {
        Ok(metadata) if !metadata.is_dir() => {
            return Err(Error::NotAFolder {
                path: folder.to_owned(),
            });
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(cause) => {
            return Err(Error::Read {
                path: folder.to_owned(),
                cause,
            });
        }
    }
    for path in [RECORDS, MANIFEST] {
        match look(folder, path)? {
            Place::Link | Place::Blocked { link: true, .. } => {
                return Err(Error::Link {
                    path: folder.join(path),
                });
            }
            Place::File if path == RECORDS => {
                return Err(Error::NotAFolder {
                    path: folder.join(path),
                });
            }
            _ => {}
        }
    }
    Ok(())
}

impl Survey {
    /// A file that shall be there.
    fn wanted(
        &mut self,
        folder: &Path,
        path: &str,
        text: &str,
        files: &Files,
        known: &Manifest,
        force: bool,
    ) -> Result<(), Error> {
        // Whether a file is one of ours that goes away in this run, and so does not stand in the way.
        let leaves = |path: &str| known.files.contains_key(path) && files.get(path).is_none();
        match look(folder, path)? {
            Place::Nothing => self.changes.created.push(path.to_owned()),
            Place::Link => self.refuse(path, Reason::Link),
            Place::Blocked { at, link: true } => self.refuse(&at, Reason::Link),
            Place::Blocked { at, link: false } if leaves(&at) => {
                self.changes.created.push(path.to_owned())
            }
            Place::Blocked { at, link: false } => self.refuse(&at, Reason::File),
            Place::Folder if files_below(folder, path)?.iter().all(|below| leaves(below)) => {
                self.changes.created.push(path.to_owned());
            }
            Place::Folder => self.refuse(path, Reason::Folder),
            Place::Special => self.refuse(path, Reason::Special),
            Place::File => {
                let present = read(&folder.join(path))?.unwrap_or_default();
                if present == text.as_bytes() {
                    self.changes.unchanged.push(path.to_owned());
                } else if self.may_change(path, &present, known.files.get(path), force) {
                    self.changes.changed.push(path.to_owned());
                }
            }
        }
        Ok(())
    }

    /// A file that we wrote once and no longer make. Where something else stands now, it is not ours any more.
    fn stale(
        &mut self,
        folder: &Path,
        path: &str,
        written: &String,
        force: bool,
    ) -> Result<(), Error> {
        if let Place::File = look(folder, path)? {
            let present = read(&folder.join(path))?.unwrap_or_default();
            if self.may_change(path, &present, Some(written), force) {
                self.changes.removed.push(path.to_owned());
            }
        }
        Ok(())
    }

    fn may_change(
        &mut self,
        path: &str,
        present: &[u8],
        written: Option<&String>,
        force: bool,
    ) -> bool {
        let present = hash(present);
        let reason = match written {
            Some(written) if *written == present => {
                self.ours.insert(path.to_owned());
                None
            }
            Some(_) => Some(Reason::Edited),
            None => Some(Reason::Foreign),
        };
        match reason {
            Some(reason) if !(force && reason.yields()) => {
                self.refuse(path, reason);
                false
            }
            _ => {
                self.present.insert(path.to_owned(), present);
                true
            }
        }
    }

    fn refuse(&mut self, path: &str, reason: Reason) {
        self.changes.refused.push(Refusal {
            path: path.to_owned(),
            reason,
        });
    }
}

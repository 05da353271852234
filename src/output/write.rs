//! Writing: stage, journal, run the journal.

use std::fs;
use std::io;
use std::path::Path;

use super::changes::Changes;
use super::disk::Disk;
use super::error::Error;
use super::journal::{Journal, Step};
use super::layout::{JOURNAL, MANIFEST, RECORDS, STAGE, rank};
use super::lock::lock;
use super::manifest::{Manifest, hash};
use super::place::{Place, look};
use super::survey::{Survey, check_folder, survey};
use crate::emit::files::Files;
use crate::emit::json;

/// Finishes a write that was interrupted. Where none was, the disk is not touched.
pub(super) fn finish(folder: &Path, force: bool, disk: &dyn Disk) -> Result<(), Error> {
    check_folder(folder)?;
    if Journal::load(folder)?.is_none() {
        return Ok(());
    }
    let _lock = lock(folder)?;
    resume(folder, force, disk)
}

/// As [`finish`], with the lock held: the journal is looked at again, since its owner may have been at work until now.
fn resume(folder: &Path, force: bool, disk: &dyn Disk) -> Result<(), Error> {
    match Journal::load(folder)? {
        Some(journal) => {
            journal.run(folder, force, disk)?;
            clear_stage(folder, disk)
        }
        None => Ok(()),
    }
}

pub(super) fn write(
    folder: &Path,
    files: &Files,
    force: bool,
    disk: &dyn Disk,
) -> Result<Changes, Error> {
    // Nothing to do, or nothing allowed: then not even the records are made.
    finish(folder, force, disk)?;
    let first = survey(folder, files, force)?;
    if first.changes.is_empty() && matches!(look(folder, STAGE)?, Place::Nothing) {
        return Ok(first.changes);
    }
    refuse(&first)?;
    make_folders(folder, disk)?;
    let _lock = lock(folder)?;
    resume(folder, force, disk)?;
    // Again, since another run may have written between the first look and the lock.
    let survey = survey(folder, files, force)?;
    refuse(&survey)?;
    if !survey.changes.is_empty() {
        let journal = stage(folder, files, &survey, disk)?;
        begin(folder, &journal, disk)?;
        journal.run(folder, force, disk)?;
    }
    clear_stage(folder, disk)?;
    Ok(survey.changes)
}

fn refuse(survey: &Survey) -> Result<(), Error> {
    match survey.changes.refused.as_slice() {
        [] => Ok(()),
        refusals => Err(Error::Refused {
            refusals: refusals.to_vec(),
        }),
    }
}

fn make_folders(folder: &Path, disk: &dyn Disk) -> Result<(), Error> {
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .collect();
    for folder in missing.into_iter().rev() {
        disk.make_folder(folder).map_err(Error::write(folder))?;
    }
    let records = folder.join(RECORDS);
    if !records.is_dir() {
        disk.make_folder(&records).map_err(Error::write(&records))?;
    }
    Ok(())
}

/// Writes every new text to the stage, and says what to do with it.
fn stage(folder: &Path, files: &Files, survey: &Survey, disk: &dyn Disk) -> Result<Journal, Error> {
    clear_stage(folder, disk)?;
    let stage = folder.join(STAGE);
    disk.make_folder(&stage).map_err(Error::write(&stage))?;
    let changes = &survey.changes;
    let mut paths: Vec<&String> = changes.created.iter().chain(&changes.changed).collect();
    paths.sort_by_key(|path| (rank(path), *path));

    // New before old, but for what stands in the way of the new.
    let in_the_way = |old: &String| {
        paths
            .iter()
            .any(|new| is_below(new, old) || is_below(old, new))
    };
    let deletes = |first: bool| {
        let chosen = changes
            .removed
            .iter()
            .filter(move |path| in_the_way(path) == first);
        chosen.filter_map(|path| {
            let hash = survey.present.get(path)?.clone();
            Some(Step::Delete {
                path: path.clone(),
                hash,
            })
        })
    };
    let mut steps: Vec<Step> = deletes(true).collect();
    let manifest = Manifest::of(files).text();
    let texts = paths
        .iter()
        .filter_map(|path| Some((path.as_str(), files.get(path)?)));
    let mut places = Vec::new();
    for (number, (path, text)) in texts.chain([(MANIFEST, manifest.as_str())]).enumerate() {
        let staged = number.to_string();
        let whole = stage.join(&staged);
        disk.write_new(&whole, text.as_bytes())
            .map_err(Error::write(&whole))?;
        places.push(Step::Place {
            path: path.to_owned(),
            staged,
            hash: hash(text.as_bytes()),
            replaces: survey.present.get(path).cloned(),
        });
    }
    let record = places.pop();
    steps.extend(places);
    steps.extend(deletes(false));
    steps.extend(record);
    disk.sync_folder(&stage).map_err(Error::write(&stage))?;
    Ok(Journal { steps })
}

/// Puts the journal in place: from here on the write will be completed.
fn begin(folder: &Path, journal: &Journal, disk: &dyn Disk) -> Result<(), Error> {
    let staged = folder.join(STAGE).join("journal");
    disk.write_new(&staged, json::to_string(journal).as_bytes())
        .map_err(Error::write(&staged))?;
    let path = folder.join(JOURNAL);
    disk.rename(&staged, &path).map_err(Error::write(&path))?;
    let records = folder.join(RECORDS);
    disk.sync_folder(&records).map_err(Error::write(&records))
}

/// Removes the stage, or what an interrupted run left of it.
fn clear_stage(folder: &Path, disk: &dyn Disk) -> Result<(), Error> {
    let stage = folder.join(STAGE);
    match look(folder, STAGE)? {
        Place::Nothing => return Ok(()),
        Place::Folder => {}
        _ => return Err(Error::Link { path: stage }),
    }
    let entries: io::Result<Vec<fs::DirEntry>> = fs::read_dir(&stage).and_then(Iterator::collect);
    for entry in entries.map_err(Error::read(&stage))? {
        disk.remove_file(&entry.path())
            .map_err(Error::delete(&entry.path()))?;
    }
    disk.remove_folder(&stage).map_err(Error::delete(&stage))
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'))
}

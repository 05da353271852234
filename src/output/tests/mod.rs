//! Writing into real folders.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod killed;
mod refused;
mod written;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::emit::files::Files;

fn files(list: &[(&str, &str)]) -> Files {
    let mut files = Files::new();
    for (path, text) in list {
        files.insert(*path, *text);
    }
    files
}

/// A folder that does not exist yet, inside one that is removed at the end.
fn fresh() -> (TempDir, std::path::PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("monitoring");
    (parent, folder)
}

/// Every file below `folder` that is not a record of ours, and every folder, with a text of `/`.
fn seen(folder: &Path) -> BTreeMap<String, String> {
    let mut seen = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(path) = open.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&path)) else {
            continue;
        };
        for entry in entries {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let child = if path.is_empty() {
                name
            } else {
                format!("{path}/{name}")
            };
            if child == ".monc" {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                seen.insert(child.clone(), "/".to_owned());
                open.push(child);
            } else {
                seen.insert(
                    child.clone(),
                    fs::read_to_string(folder.join(&child)).unwrap(),
                );
            }
        }
    }
    seen
}

/// The files of [`seen`] alone.
fn seen_files(folder: &Path) -> BTreeMap<String, String> {
    seen(folder)
        .into_iter()
        .filter(|(_, text)| text != "/")
        .collect()
}

fn as_map(files: &Files) -> BTreeMap<String, String> {
    files
        .iter()
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

//! The files that `[stack] include` names, found and read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path as FilePath, PathBuf};

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::source::Sources;
use crate::{Part, Shape};

use super::discover::project_folder;
use super::project::Found;

/// Files in the order of their paths, and what is wrong with finding them; places are in the root.
pub fn read(
    found: &Found,
    globs: &[(Path, String)],
    sources: &mut Sources,
) -> (Vec<Part>, Vec<Diagnostic>) {
    let base = found.base();
    let project = project_folder(&base);
    let root = found
        .path
        .as_ref()
        .and_then(|path| path.canonicalize().ok());
    let mut findings = Vec::new();
    let mut files: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    for (place, glob) in globs {
        let mut say = |finding: Diagnostic| findings.push(finding);
        let paths = matching(&base, glob);
        if paths.is_empty() {
            say(no_match(place, glob));
        }
        let is_glob = glob.contains(['*', '?', '[']);
        for path in paths {
            let shown = relative(&path, &base);
            let real = match path.canonicalize() {
                Ok(real) => real,
                Err(error) => {
                    say(unreadable(place, &shown, &error));
                    continue;
                }
            };
            if FilePath::new(glob).is_absolute() || !real.starts_with(&project) {
                say(outside(place, &shown));
            } else if real.is_dir() {
                if !is_glob {
                    say(folder(place, &shown));
                }
            } else if Some(&real) == root.as_ref() {
                say(itself(place, &shown));
            } else if seen.insert(real) {
                files.insert(shown, path);
            }
        }
    }
    let mut parts = Vec::new();
    for (shown, path) in files {
        let name = found.folder.join(&shown).display().to_string();
        let bytes = match found.replaced.get(&name) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => fs::read(&path),
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => {
                let place = globs
                    .iter()
                    .find(|(_, glob)| matching(&base, glob).contains(&path));
                findings.extend(place.map(|(place, _)| unreadable(place, &shown, &error)));
                continue;
            }
        };
        let (file, encoding) = sources.add_bytes(name, bytes);
        let folder = shown.rsplit_once('/').map_or("", |(folder, _)| folder);
        let shape = Shape::Included(folder.to_owned());
        parts.push(Part::read(sources, file, encoding, shape));
    }
    (parts, findings)
}

/// Whether one of these globs of a root finds the file.
pub fn takes_in(base: &FilePath, globs: &[(Path, String)], file: &FilePath) -> bool {
    let Ok(file) = file.canonicalize() else {
        return false;
    };
    globs
        .iter()
        .flat_map(|(_, glob)| matching(base, glob))
        .any(|path| path.canonicalize().is_ok_and(|path| path == file))
}

/// What a glob finds from a folder, in order; what is no glob is just that path, if it is there, be it a broken link.
fn matching(base: &FilePath, glob: &str) -> Vec<PathBuf> {
    if !glob.contains(['*', '?', '[']) {
        let path = base.join(glob);
        let is_there = path.symlink_metadata().is_ok();
        return is_there.then_some(path).into_iter().collect();
    }
    let base = glob::Pattern::escape(&base.to_string_lossy());
    let pattern = if FilePath::new(glob).is_absolute() {
        glob.to_owned()
    } else {
        format!("{base}/{glob}")
    };
    let found = glob::glob(&pattern).ok().into_iter().flatten();
    found
        .map(|path| path.unwrap_or_else(|error| error.path().to_owned()))
        .collect()
}

/// As seen from the folder of the root, with `/`.
fn relative(path: &FilePath, base: &FilePath) -> String {
    let path = path.strip_prefix(base).unwrap_or(path);
    let text = path.to_string_lossy().replace('\\', "/");
    text.trim_start_matches("./").to_owned()
}

fn no_match(place: &Path, glob: &str) -> Diagnostic {
    let title = if glob.contains(['*', '?', '[']) {
        format!("no file is found by `{glob}`")
    } else {
        format!("there is no file `{glob}`")
    };
    Diagnostic::error("files/no-match", title)
        .at(
            Place::Value(place.clone()),
            "looked for from the folder of this file",
        )
        .help("correct the path, or take it out")
}

fn unreadable(place: &Path, shown: &str, error: &std::io::Error) -> Diagnostic {
    let why = match error.kind() {
        ErrorKind::NotFound => "it is a link to a file that is not there".to_owned(),
        ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
        _ if error.raw_os_error() == Some(40) => {
            "it is a link that leads back to itself".to_owned()
        }
        _ => error.to_string(),
    };
    Diagnostic::error("include/unreadable", format!("`{shown}` cannot be read"))
        .at(Place::Value(place.clone()), why)
        .help("correct the path, or make the file readable")
}

fn folder(place: &Path, shown: &str) -> Diagnostic {
    Diagnostic::error("include/unreadable", format!("`{shown}` is a folder"))
        .at(
            Place::Value(place.clone()),
            "expected a file, or a glob of files",
        )
        .help(format!("write \"{}/*.toml\"", shown.trim_end_matches('/')))
}

fn itself(place: &Path, shown: &str) -> Diagnostic {
    Diagnostic::error("include/unreadable", format!("`{shown}` includes itself"))
        .at(
            Place::Value(place.clone()),
            "this finds the file that it stands in",
        )
        .help("put the files that belong to it into a folder of their own: \"teams/*.toml\"")
}

fn outside(place: &Path, shown: &str) -> Diagnostic {
    Diagnostic::error(
        "include/outside-project",
        format!("`{shown}` lies outside the project"),
    )
    .at(
        Place::Value(place.clone()),
        "not in the repository of this file, or in its folder where there is none",
    )
    .help("put the file into the project, and name it from the folder of this file")
}

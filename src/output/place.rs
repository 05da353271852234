//! What stands at a path, seen without following links.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::Error;

pub(super) enum Place {
    Nothing,
    File,
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Special,
    /// A file, or a link, stands where the path wants a folder: its relative path.
    Blocked {
        at: String,
        link: bool,
    },
}

/// What stands at `path` below `folder`.
pub(super) fn look(folder: &Path, path: &str) -> Result<Place, Error> {
    let mut so_far = String::new();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        if !so_far.is_empty() {
            so_far.push('/');
        }
        so_far.push_str(part);
        let last = parts.peek().is_none();
        let whole = folder.join(&so_far);
        let kind = match fs::symlink_metadata(&whole) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Place::Nothing),
            Err(cause) => return Err(Error::Read { path: whole, cause }),
        };
        match (kind.is_symlink(), kind.is_dir(), last) {
            (true, _, true) => return Ok(Place::Link),
            (true, _, false) => {
                return Ok(Place::Blocked {
                    at: so_far,
                    link: true,
                });
            }
            (false, true, true) => return Ok(Place::Folder),
            (false, true, false) => {}
            (false, false, true) if kind.is_file() => return Ok(Place::File),
            (false, false, true) => return Ok(Place::Special),
            (false, false, false) => {
                return Ok(Place::Blocked {
                    at: so_far,
                    link: false,
                });
            }
        }
    }
    Ok(Place::Nothing)
}

/// The content of a file, if there is one.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::Read {
            path: path.to_owned(),
            cause,
        }),
    }
}

/// The files below a folder, sorted; links count as files, and empty folders are not seen.
pub(super) fn files_below(folder: &Path, path: &str) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let whole: PathBuf = folder.join(&path);
        for entry in fs::read_dir(&whole).map_err(Error::read(&whole))? {
            let entry = entry.map_err(Error::read(&whole))?;
            let child = format!("{path}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().map_err(Error::read(&whole))?.is_dir() {
                open.push(child);
            } else {
                found.push(child);
            }
        }
    }
    found.sort();
    Ok(found)
}

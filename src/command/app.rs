//! The files of `[compose] app`.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::foreign::compose::{App, Problem, Variables, load};

/// Bytes of a file that are read: one more than is accepted.
const MOST: u64 = (4 << 20) + 1;

/// Reads files whose paths are relative to `folder`. Variables have no values here: the same files mean the same everywhere.
pub fn read(files: &[String], folder: &Path, progress: &dyn Fn(&str)) -> Result<App, Problem> {
    load(
        files,
        &name(files, folder),
        &Variables::new(),
        &mut |path| {
            let path = folder.join(path);
            progress(&format!("Reading {}", path.display()));
            text(&path)
        },
    )
}

/// Name of the folder of the first file: Compose calls a project so.
pub fn name(files: &[String], folder: &Path) -> String {
    let first = folder.join(files.first().map_or("", String::as_str));
    let parent = match first.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let real = parent.canonicalize().unwrap_or_else(|_| parent.to_owned());
    real.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The text of a file that people wrote; why not, in words that go after its name.
pub fn text(path: &Path) -> Result<String, String> {
    let kind = fs::metadata(path).map_err(|reason| why(&reason))?;
    if kind.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    if !kind.is_file() {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(MOST).read_to_end(&mut bytes))
        .map_err(|reason| why(&reason))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("it is no UTF-8 text (byte {at})")
    })
}

fn why(reason: &std::io::Error) -> String {
    match reason.kind() {
        ErrorKind::NotFound => "it is not there".to_owned(),
        ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        _ => reason.to_string(),
    }
}

//! The file to work on: the nearest `monitoring.toml` from here upwards, to the repository root.

use std::env;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Name of the file.
pub const FILE_NAME: &str = "monitoring.toml";

/// What marks the root of a repository.
const ROOT_MARKS: [&str; 4] = [".git", ".jj", ".hg", ".svn"];

/// The nearest file, as a path from here: `monitoring.toml`, `../monitoring.toml`.
pub fn discover() -> Result<PathBuf, Error> {
    let here = env::current_dir().map_err(|reason| Error::Enter {
        path: ".".into(),
        reason,
    })?;
    nearest(&here).ok_or_else(|| Error::NoFile {
        from: here.display().to_string(),
    })
}

fn nearest(here: &Path) -> Option<PathBuf> {
    let mut shown = PathBuf::new();
    for folder in here.ancestors() {
        if folder.join(FILE_NAME).is_file() {
            return Some(shown.join(FILE_NAME));
        }
        if ROOT_MARKS.iter().any(|mark| folder.join(mark).exists()) {
            return None;
        }
        shown.push("..");
    }
    None
}

/// The repository that a folder lies in, or the folder itself, without links.
pub fn project_folder(folder: &Path) -> PathBuf {
    let here = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let is_root = |folder: &&Path| ROOT_MARKS.iter().any(|mark| folder.join(mark).exists());
    let root = here.ancestors().find(is_root).map(Path::to_owned);
    root.unwrap_or(here)
}

/// Every `monitoring.toml` above a file, the nearest first, to the repository root, as paths from where the file's own begins.
pub fn above(file: &Path) -> Vec<PathBuf> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let base = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let Ok(here) = base.canonicalize() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut shown = folder.to_owned();
    for ancestor in here.ancestors() {
        let path = shown.join(FILE_NAME);
        if ancestor.join(FILE_NAME).is_file() && path != file {
            found.push(path);
        }
        if ROOT_MARKS.iter().any(|mark| ancestor.join(mark).exists()) {
            break;
        }
        shown = one_up(&shown);
    }
    found
}

/// `a/b` → `a`, `` → `..`.
fn one_up(path: &Path) -> PathBuf {
    match path.components().next_back() {
        Some(std::path::Component::Normal(_)) => path.parent().unwrap_or(Path::new("")).to_owned(),
        Some(std::path::Component::RootDir) => path.to_owned(),
        _ => path.join(".."),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::nearest;

    #[test]
    fn the_nearest_wins_and_the_repository_is_the_end() {
        let top = tempfile::tempdir().unwrap();
        let inner = top.path().join("repository/a/b");
        fs::create_dir_all(&inner).unwrap();
        fs::write(top.path().join("monitoring.toml"), "").unwrap();
        assert_eq!(
            nearest(&inner),
            Some(PathBuf::from("../../../monitoring.toml"))
        );
        fs::create_dir(top.path().join("repository/.git")).unwrap();
        assert_eq!(nearest(&inner), None);
        fs::write(top.path().join("repository/monitoring.toml"), "").unwrap();
        assert_eq!(
            nearest(&inner),
            Some(PathBuf::from("../../monitoring.toml"))
        );
        fs::write(inner.join("monitoring.toml"), "").unwrap();
        assert_eq!(nearest(&inner), Some(PathBuf::from("monitoring.toml")));
    }
}

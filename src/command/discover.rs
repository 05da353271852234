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

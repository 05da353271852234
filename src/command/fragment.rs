//! A file that another includes is judged with it: alone, half of what it names would be missing.

use std::path::{Path, PathBuf};

use crate::source::Sources;
use crate::{Part, Shape, Written};

use super::discover::above;
use super::include::takes_in;

/// The nearest `monitoring.toml` above that includes the file. A file with `[stack]` or `[monc]` is none that can be included.
pub fn root_of(file: &Path, bytes: &[u8]) -> Option<PathBuf> {
    if is_root(&String::from_utf8_lossy(bytes)) {
        return None;
    }
    above(file).into_iter().find(|root| includes(root, file))
}

fn is_root(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches('[').trim_start();
        ["stack", "monc", "environments"].iter().any(|word| {
            line.strip_prefix(word)
                .is_some_and(|rest| rest.trim_start().starts_with([']', '.', '=']))
        })
    })
}

fn includes(root: &Path, file: &Path) -> bool {
    let Ok(bytes) = std::fs::read(root) else {
        return false;
    };
    let mut sources = Sources::default();
    let (id, encoding) = sources.add_bytes("", bytes);
    let globs = Written::of(Part::read(&sources, id, encoding, Shape::Root)).include();
    let folder = root
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    takes_in(folder.unwrap_or(Path::new(".")), &globs, file)
}

#[cfg(test)]
mod tests {
    use super::is_root;

    #[test]
    fn a_root_says_so() {
        for text in [
            "[stack]",
            " [ stack ]",
            "stack.name = \"a\"",
            "[monc]\n",
            "[environments.x]",
        ] {
            assert!(is_root(text), "{text}");
        }
        for text in [
            "",
            "[services.stack]",
            "# [stack]",
            "[services.monc]\n",
            "stacks = 1",
        ] {
            assert!(!is_root(text), "{text}");
        }
    }
}

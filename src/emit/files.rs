//! What an emitter hands over: paths and their texts.

use std::collections::BTreeMap;

/// A sorted set of files: relative path, with `/` on every system, to text.
///
/// Modes are not part of it: every file is written as an ordinary one, and scripts are started through their interpreter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    texts: BTreeMap<String, String>,
    /// How many alerts the unit tests among them prove.
    pub proved: usize,
}

impl Files {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file. Paths are made by `monc` alone, from names whose grammar is checked, so a bad or a double one is a
    /// mistake in an emitter; a debug build stops at it, and `output` refuses it in any build.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let path = path.into();
        debug_assert!(
            is_relative(&path),
            "`{path}` does not stay inside the output folder"
        );
        let double = self.texts.insert(path, text.into());
        debug_assert!(double.is_none(), "two emitters write one file");
    }

    /// Adds all files of another set.
    pub fn extend(&mut self, other: Self) {
        self.proved += other.proved;
        for (path, text) in other.texts {
            self.insert(path, text);
        }
    }

    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// All files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// Whether a path stays inside the folder that it is joined to, on every system.
#[must_use]
pub fn is_relative(path: &str) -> bool {
    !path.is_empty()
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && !path.contains(['\\', ':', '\0'])
}

#[cfg(test)]
mod tests {
    use super::{Files, is_relative};

    #[test]
    fn paths_that_leave_the_folder_are_known() {
        for path in [
            "a",
            "prometheus/targets/a.yml",
            ".env.example",
            "a..b",
            "...",
        ] {
            assert!(is_relative(path), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "..",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            "C:\\a",
            "C:a",
            "a\\..\\b",
            "a\0",
        ] {
            assert!(!is_relative(path), "{path:?}");
        }
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "two emitters write one file")]
    fn one_path_has_one_emitter() {
        let mut files = Files::new();
        files.insert("a", "1");
        files.insert("a", "2");
    }

    #[test]
    fn files_come_sorted() {
        let mut files = Files::new();
        files.insert("b", "2");
        files.insert("a", "1");
        assert_eq!(files.iter().collect::<Vec<_>>(), [("a", "1"), ("b", "2")]);
    }
}

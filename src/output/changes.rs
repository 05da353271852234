//! What a build does, or would do, to a folder.

use std::fmt;

/// Relative paths, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub created: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
    pub unchanged: Vec<String>,
    /// What may not be touched. [`super::write`] ends with an error if there is any.
    pub refused: Vec<Refusal>,
    /// The files are right, but the record of them is not: another version of `monc` wrote them, or a person made them alike.
    pub record_only: bool,
}

impl Changes {
    /// Whether the folder is already as it should be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.created.is_empty()
            && self.changed.is_empty()
            && self.removed.is_empty()
            && self.refused.is_empty()
            && !self.record_only
    }

    /// One line for each file that changes: `+` created, `~` changed, `-` removed, `!` refused.
    #[must_use]
    pub fn list(&self) -> String {
        let mut list = String::new();
        for (sign, paths) in [
            ('+', &self.created),
            ('~', &self.changed),
            ('-', &self.removed),
        ] {
            for path in paths {
                list.push_str(&format!("{sign} {path}\n"));
            }
        }
        for refusal in &self.refused {
            list.push_str(&format!("! {refusal}\n"));
        }
        list
    }

    /// `2 changed, 1 refused of 33 files`; for a folder that was not touched.
    #[must_use]
    pub fn would(&self) -> String {
        match self.parts().as_slice() {
            [] => "only .monc/manifest.json".to_owned(),
            parts => format!("{} of {}", parts.join(", "), self.files()),
        }
    }

    /// `23 files (3 changed, 1 removed)`.
    #[must_use]
    pub fn summary(&self) -> String {
        let (files, parts) = (self.files(), self.parts());
        match parts.is_empty() {
            true if self.record_only => format!("{files} (only .monc/manifest.json differs)"),
            true => format!("{files} (nothing changed)"),
            false => format!("{files} ({})", parts.join(", ")),
        }
    }

    fn files(&self) -> String {
        let total =
            self.created.len() + self.changed.len() + self.unchanged.len() + self.refused.len();
        if total == 1 {
            "1 file".to_owned()
        } else {
            format!("{total} files")
        }
    }

    fn parts(&self) -> Vec<String> {
        [
            (self.created.len(), "new"),
            (self.changed.len(), "changed"),
            (self.removed.len(), "removed"),
            (self.refused.len(), "refused"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect()
    }
}

/// A file that `monc` may not touch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    pub path: String,
    pub reason: Reason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It was there before.
    Foreign,
    /// It is ours, and was edited since.
    Edited,
    /// A link stands there, or on the way there.
    Link,
    /// A folder stands where a file shall be.
    Folder,
    /// A file stands where a folder shall be.
    File,
    /// A pipe, a socket or a device stands there.
    Special,
}

impl Reason {
    /// Whether `--force` is an answer.
    pub(super) fn yields(self) -> bool {
        matches!(self, Self::Foreign | Self::Edited)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = match self.reason {
            Reason::Foreign => "was not written by monc",
            Reason::Edited => "was edited since monc wrote it",
            Reason::Link => "is a link; --force does not replace it either",
            Reason::Special => "is not an ordinary file; --force does not replace it",
            Reason::Folder => {
                "is a folder, and a file is needed there; --force does not replace it"
            }
            Reason::File => "is a file, and a folder is needed there; --force does not replace it",
        };
        write!(formatter, "{} {reason}", self.path)
    }
}

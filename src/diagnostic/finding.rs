//! A finding.

use std::fmt;

use super::Place;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Stops `build`.
    Error,
    /// Stops `build` under `--deny warnings`.
    Warning,
    /// Never stops anything.
    Advice,
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Advice => "advice",
        })
    }
}

/// A place, and what was expected or found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub place: Place,
    pub text: String,
}

/// A finding: the title states the fact, labels say what was expected and found, the help is one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// `group/name`.
    pub id: &'static str,
    pub level: Level,
    pub title: String,
    /// The first is the primary one.
    pub labels: Vec<Label>,
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding of the given level.
    pub fn new(id: &'static str, level: Level, title: impl Into<String>) -> Self {
        Diagnostic {
            id,
            level,
            title: title.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// An error.
    pub fn error(id: &'static str, title: impl Into<String>) -> Self {
        Self::new(id, Level::Error, title)
    }

    /// A warning.
    pub fn warning(id: &'static str, title: impl Into<String>) -> Self {
        Self::new(id, Level::Warning, title)
    }

    /// An advice.
    pub fn advice(id: &'static str, title: impl Into<String>) -> Self {
        Self::new(id, Level::Advice, title)
    }

    /// Adds a place.
    pub fn at(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            place,
            text: text.into(),
        });
        self
    }

    /// What to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

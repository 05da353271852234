//! A finding.

use std::fmt;

use super::{Fix, Place};

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
    /// What `monc check --fix` does; missing where only a person can tell.
    pub fix: Option<Fix>,
    /// Environments that it belongs to; empty: all of them, or there is only one.
    pub environments: Vec<String>,
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
            fix: None,
            environments: Vec::new(),
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

    /// What was most likely meant at the first place, which `--fix` then writes, or else other words.
    pub fn meant(self, near: Option<&str>, otherwise: impl Into<String>) -> Self {
        let Some(near) = near else {
            return self.help(otherwise);
        };
        let fix = match self.labels.first().map(|label| &label.place) {
            Some(Place::Key(path)) => Some(Fix::Key(path.clone(), near.to_owned())),
            Some(Place::Value(path)) => Some(Fix::Value(path.clone(), quoted(near))),
            Some(place @ (Place::Within(..) | Place::At(_))) => {
                Some(Fix::Letters(place.clone(), near.to_owned()))
            }
            Some(Place::File(_)) | None => None,
        };
        let finding = self.help(format!("did you mean \"{near}\"?"));
        Diagnostic { fix, ..finding }
    }

    /// The value to write at the first place, in TOML.
    pub fn write(self, value: &str) -> Self {
        let fix = match self.labels.first().map(|label| &label.place) {
            Some(Place::Value(path)) => Some(Fix::Value(path.clone(), value.to_owned())),
            _ => None,
        };
        let finding = self.help(format!("write {value}"));
        Diagnostic { fix, ..finding }
    }

    /// How it is mended, where the help says so in other words.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// What to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A text of names in TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

//! Files beside `monitoring.toml` that the stack takes along: read by the command, handed in as data.

use super::OwnKind;
use crate::catalog::Catalog;
use crate::config::value::Date;
use crate::diagnostic::FileId;
use crate::foreign::compose::{App, Problem};

/// What the compiler knows besides the file itself.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// Name of the file, for headers: `monitoring.toml`.
    pub source: String,
    /// Rule files that `[prometheus] rules` matches, by path.
    pub rules: Vec<TakenInput>,
    /// Dashboards that `[grafana] dashboards` matches, by entry and path.
    pub dashboards: Vec<TakenInput>,
    /// Templates that `[routing] messages` matches, by path.
    pub messages: Vec<TakenInput>,
    /// Files that `[stack] catalog` matches, and the kind that each describes.
    pub kinds: Vec<OwnKind>,
    /// What the files of `[compose] app` say, or which of them cannot be read; `None`: it is not written.
    pub app: Option<Result<App, Problem>>,
    /// The environment that the stack is for; none: the base.
    pub environment: Option<String>,
    /// The day by which excuses with a date are judged; none: all of them count.
    pub today: Option<Date>,
}

impl Inputs {
    /// The app of `[compose] app`, where it could be read.
    pub fn app(&self) -> Option<&App> {
        self.app.as_ref()?.as_ref().ok()
    }

    /// The built-in catalog with the kinds of the files; `None` where there are none.
    pub fn catalog(&self) -> Option<Catalog> {
        let own = || {
            let kinds = self.kinds.iter();
            kinds.filter_map(|own| Some((own.name.clone(), own.kind.clone()?)))
        };
        own().next()?;
        let mut catalog = Catalog::built_in().clone();
        catalog.kinds.extend(own());
        Some(catalog)
    }
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenInput {
    /// Which entry of the list it belongs to.
    pub entry: usize,
    /// Path relative to the folder of `monitoring.toml`, with `/`.
    pub path: String,
    pub text: String,
    /// In the sources of the run: findings of the file have their places there.
    pub file: FileId,
}

/// File name of a path.
pub fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

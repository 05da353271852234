//! One `monitoring.toml` and the files around it, read from disk or stdin.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::catalog::Catalog;
use crate::config::FilesTaken;
use crate::config::value::Date;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;
use crate::model::Stack;
use crate::resolve::{Inputs, OwnKind, TakenInput};
use crate::source::Sources;
use crate::{Document, VERSION, config};

use super::discover::discover;
use super::{Outcome, Terminal};

/// How stdin is named on the command line.
const STDIN: &str = "-";

/// Where a file was found.
#[derive(Debug, Clone)]
pub struct Found {
    name: String,
    folder: PathBuf,
    /// Its name without folders, for headers.
    source: String,
    /// Missing: stdin.
    pub path: Option<PathBuf>,
}

impl Found {
    /// Judges these bytes as if the file held them.
    pub fn judge(
        &self,
        bytes: Vec<u8>,
        today: Option<Date>,
        sources: &mut Sources,
        terminal: &Terminal,
    ) -> Result<Project, Error> {
        let (file, encoding) = sources.add_bytes(&self.name, bytes);
        let broken = encoding.is_some();
        let document = crate::read(sources, file, encoding);
        if let Some(requires) = document.unmet {
            return Err(Error::TooOld {
                file: self.name.clone(),
                requires,
                here: VERSION,
            });
        }
        let mut inputs = match &document.config {
            Some(config) => {
                let progress = |step: &str| terminal.progress(step);
                let source = self.source.clone();
                inputs(config, source, &self.folder, sources, &progress)?
            }
            None => Inputs::default(),
        };
        inputs.today = today;
        let (stack, findings) = crate::judge(&document, &inputs);
        Ok(Project {
            name: self.name.clone(),
            folder: self.folder.clone(),
            found: self.clone(),
            broken,
            document,
            stack,
            findings,
            own_catalog: inputs.catalog(),
        })
    }
}

/// A file that was read and judged.
pub struct Project {
    pub found: Found,
    /// Whether bytes of it are no UTF-8.
    pub broken: bool,
    /// As shown: `monitoring.toml`, `../monitoring.toml`, `<stdin>`.
    pub name: String,
    /// Folder that its paths are relative to; empty: this one.
    pub folder: PathBuf,
    pub document: Document,
    /// Missing: the structure is wrong.
    pub stack: Option<Stack>,
    pub findings: Vec<Diagnostic>,
    /// With kinds of its own; missing: it has none.
    own_catalog: Option<Catalog>,
}

impl Project {
    /// All kinds that its services may be of.
    pub fn catalog(&self) -> &Catalog {
        self.own_catalog.as_ref().unwrap_or(Catalog::built_in())
    }

    /// How a command ends that shows what the file makes: one with errors is shown as far as it goes, and that is said.
    pub fn outcome_of_view(&self, terminal: &Terminal) -> Outcome {
        if !crate::has_errors(&self.findings) {
            return Outcome::Fine;
        }
        terminal.say(&format!(
            "{} has errors: `monc check` shows them",
            self.name
        ));
        Outcome::Findings
    }

    /// Reads and judges `file`, or the nearest one.
    pub fn open(
        file: Option<&Path>,
        sources: &mut Sources,
        terminal: &Terminal,
    ) -> Result<Project, Error> {
        Project::open_on(file, None, sources, terminal)
    }

    /// The same on a day, by which its excuses are judged.
    pub fn open_on(
        file: Option<&Path>,
        today: Option<Date>,
        sources: &mut Sources,
        terminal: &Terminal,
    ) -> Result<Project, Error> {
        let path = match file {
            Some(path) => path.to_owned(),
            None => discover()?,
        };
        let stdin = path.as_os_str() == STDIN;
        let (name, folder, bytes) = if stdin {
            let mut bytes = Vec::new();
            io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|reason| Error::reading(Path::new("stdin"), reason))?;
            ("<stdin>".to_owned(), PathBuf::new(), bytes)
        } else {
            let bytes = fs::read(&path).map_err(|reason| Error::reading(&path, reason))?;
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            (path.display().to_string(), folder, bytes)
        };
        terminal.progress(&format!("Reading {name}"));
        let source = if stdin {
            super::discover::FILE_NAME.to_owned()
        } else {
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default()
        };
        let found = Found {
            name,
            folder,
            source,
            path: (!stdin).then_some(path),
        };
        found.judge(bytes, today, sources, terminal)
    }

    /// Findings that can be reported together with those of other files.
    pub fn located(&self, sources: &Sources) -> Vec<Diagnostic> {
        self.document.locate(sources, &self.findings)
    }

    /// `monitoring.toml:58`: where the file says this.
    pub fn line_of(&self, path: &crate::diagnostic::Path, sources: &Sources) -> String {
        let span = self.document.tree.span_of(&Place::Key(path.clone()));
        let text = sources.get(span.file).map(|file| file.text.as_str());
        let before = text
            .and_then(|text| text.get(..span.start))
            .unwrap_or_default();
        format!("{}:{}", self.name, before.matches('\n').count() + 1)
    }
}

/// Files that the stack takes along.
pub fn inputs(
    config: &config::Config,
    source: String,
    folder: &Path,
    sources: &mut Sources,
    progress: &dyn Fn(&str),
) -> Result<Inputs, Error> {
    let rules: &[String] = config
        .prometheus
        .rules
        .as_ref()
        .map_or(&[], |rules| rules.all());
    let rules = rules.iter().map(String::as_str);
    let dashboards = config.grafana.dashboards.iter().map(|entry| match entry {
        FilesTaken::Glob(glob) => glob.as_str(),
        FilesTaken::Foldered(foldered) => foldered.files.as_str(),
    });
    let messages = config.routing.messages.iter().map(String::as_str);
    let kinds = config.stack.catalog.iter().map(String::as_str);
    let kinds = taken(kinds, folder, sources, progress)?;
    Ok(Inputs {
        source,
        app: config
            .compose
            .app
            .as_ref()
            .map(|files| super::app::read(files.all(), folder, progress)),
        rules: taken(rules, folder, sources, progress)?,
        dashboards: taken(dashboards, folder, sources, progress)?,
        messages: taken(messages, folder, sources, progress)?,
        kinds: kinds
            .into_iter()
            .map(|input| OwnKind::read(sources, input))
            .collect(),
        today: None,
    })
}

/// The files that each glob matches, by entry and path. What a glob does not match is a lint's affair.
fn taken<'g>(
    globs: impl Iterator<Item = &'g str>,
    folder: &Path,
    sources: &mut Sources,
    progress: &dyn Fn(&str),
) -> Result<Vec<TakenInput>, Error> {
    let mut files = Vec::new();
    for (entry, written) in globs.enumerate() {
        let base = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let pattern = format!(
            "{}/{written}",
            glob::Pattern::escape(&base.to_string_lossy())
        );
        let Ok(paths) = glob::glob(&pattern) else {
            continue;
        };
        for path in paths {
            let path = path.map_err(|error| {
                let path = error.path().to_owned();
                Error::reading(&path, error.into())
            })?;
            if path.is_dir() {
                continue;
            }
            progress(&format!("Reading {}", path.display()));
            let bytes = fs::read(&path).map_err(|reason| Error::reading(&path, reason))?;
            let relative = path.strip_prefix(base).unwrap_or(&path);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let shown = folder.join(relative).display().to_string();
            files.push(TakenInput {
                entry,
                path: relative.to_string_lossy().replace('\\', "/"),
                file: sources.add_taken(shown, text.clone()),
                text,
            });
        }
    }
    Ok(files)
}

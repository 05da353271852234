//! One `monitoring.toml` and the files around it, read from disk or stdin.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::catalog::Catalog;
use crate::config::FilesTaken;
use crate::config::value::Date;
use crate::diagnostic::{Diagnostic, FileId, Place, Span, nearest};
use crate::error::Error;
use crate::model::Stack;
use crate::report;
use crate::resolve::{Inputs, OwnKind, TakenInput};
use crate::source::Sources;
use crate::{Document, Part, Shape, VERSION, Written, config};

use super::discover::discover;
use super::{Outcome, Terminal, fragment, include};

/// How stdin is named on the command line.
const STDIN: &str = "-";

/// Where a file was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// As shown: `monitoring.toml`, `../monitoring.toml`, `<stdin>`.
    pub name: String,
    /// Folder that its paths are relative to; empty: this one.
    pub folder: PathBuf,
    /// Its name without folders, for headers.
    source: String,
    /// Missing: stdin.
    pub path: Option<PathBuf>,
    /// Texts of included files, by their names as shown, that count rather than what is on the disk.
    pub replaced: BTreeMap<String, String>,
}

impl Found {
    /// The file, or the nearest one, and what it holds. A file that another includes leads to that one.
    fn open(file: Option<&Path>, terminal: &Terminal) -> Result<(Found, Vec<u8>), Error> {
        let mut path = match file {
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
            let read = |path: &Path| fs::read(path).map_err(|reason| Error::reading(path, reason));
            let mut bytes = read(&path)?;
            if file.is_some()
                && let Some(root) = fragment::root_of(&path, &bytes)
            {
                terminal.progress(&format!(
                    "{} is included by {}",
                    path.display(),
                    root.display()
                ));
                bytes = read(&root)?;
                path = root;
            }
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
            replaced: BTreeMap::new(),
        };
        Ok((found, bytes))
    }

    /// Its folder as a path that is not empty.
    pub fn base(&self) -> PathBuf {
        if self.folder.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            self.folder.clone()
        }
    }

    /// Reads these bytes as if the file held them, and the files that it includes.
    pub fn read(&self, bytes: Vec<u8>, sources: &mut Sources) -> Result<Read, Error> {
        let (file, encoding) = sources.add_bytes(&self.name, bytes);
        let broken = encoding.is_some();
        let mut written = Written::of(Part::read(sources, file, encoding, Shape::Root));
        if let Some(requires) = &written.unmet {
            return Err(Error::TooOld {
                file: self.name.clone(),
                requires: requires.clone(),
                here: VERSION,
            });
        }
        let globs = written.include();
        if !globs.is_empty() {
            let (parts, findings) = include::read(self, &globs, sources);
            written = written.with_included(sources, parts, findings);
        }
        Ok(Read {
            found: self.clone(),
            written,
            broken,
        })
    }
}

/// A file with those that it includes, as they were read.
pub struct Read {
    pub found: Found,
    pub written: Written,
    /// Whether bytes of it are no UTF-8.
    pub broken: bool,
}

impl Read {
    /// What holds in an environment (none: in the base), judged.
    pub fn view(
        &self,
        environment: Option<&str>,
        today: Option<Date>,
        sources: &mut Sources,
        terminal: &Terminal,
    ) -> Result<Project, Error> {
        let found = &self.found;
        let document = self.written.document(sources, environment);
        let mut inputs = match &document.config {
            Some(config) => {
                let progress = |step: &str| terminal.progress(step);
                let source = found.source.clone();
                inputs(config, source, &found.folder, sources, &progress)?
            }
            None => Inputs::default(),
        };
        inputs.today = today;
        inputs.environment = environment.map(str::to_owned);
        let (stack, findings) = crate::judge(&document, &inputs);
        Ok(Project {
            name: found.name.clone(),
            folder: found.folder.clone(),
            document,
            stack,
            findings,
            own_catalog: inputs.catalog(),
        })
    }

    /// The base, then every environment, each with its name.
    pub fn views(
        &self,
        today: Option<Date>,
        sources: &mut Sources,
        terminal: &Terminal,
    ) -> Result<Vec<(String, Project)>, Error> {
        let base = (self.written.base_name().to_owned(), None);
        let environments = self.written.environments().into_iter();
        std::iter::once(base)
            .chain(environments.map(|name| (name.to_owned(), Some(name))))
            .map(|(name, environment)| {
                Ok((name, self.view(environment, today, sources, terminal)?))
            })
            .collect()
    }

    /// One of them alone: what excuses nothing there may excuse something elsewhere.
    pub fn only(
        &self,
        environment: Option<&str>,
        today: Option<Date>,
        sources: &mut Sources,
        terminal: &Terminal,
    ) -> Result<Project, Error> {
        let names = self.written.environments();
        if let Some(name) = environment
            && !names.contains(&name)
        {
            return Err(Error::Unknown(no_environment(self, name)));
        }
        let mut project = self.view(environment, today, sources, terminal)?;
        if !names.is_empty() {
            project
                .findings
                .retain(|finding| finding.id != "lint/unused-excuse");
        }
        Ok(project)
    }
}

fn no_environment(read: &Read, name: &str) -> String {
    let file = &read.found.name;
    let base = read.written.base_name();
    let names = read.written.environments();
    if name == base {
        return format!("`{name}` is what {file} says without `--env`: leave it out");
    }
    let known = match names.as_slice() {
        [] => return format!("{file} has no environments; `[environments.{name}]` would be one"),
        names => names.join(", "),
    };
    let near = nearest(name, names.iter().copied());
    let meant = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    format!("{file} has no environment `{name}`; it has {known}{meant}")
}

/// A file that was read and judged.
pub struct Project {
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

    /// Reads and judges `file`, or the nearest one, in an environment; none: its base.
    pub fn open(
        file: Option<&Path>,
        environment: Option<&str>,
        sources: &mut Sources,
        terminal: &Terminal,
    ) -> Result<Project, Error> {
        Project::open_on(file, environment, None, sources, terminal)
    }

    /// The same on a day, by which its excuses are judged.
    pub fn open_on(
        file: Option<&Path>,
        environment: Option<&str>,
        today: Option<Date>,
        sources: &mut Sources,
        terminal: &Terminal,
    ) -> Result<Project, Error> {
        let read = Project::read(file, sources, terminal)?;
        read.only(environment, today, sources, terminal)
    }

    /// Reads `file`, or the nearest one, and what it includes.
    pub fn read(
        file: Option<&Path>,
        sources: &mut Sources,
        terminal: &Terminal,
    ) -> Result<Read, Error> {
        let (found, bytes) = Found::open(file, terminal)?;
        found.read(bytes, sources)
    }

    /// Findings that can be reported together with those of other files.
    pub fn located(&self, sources: &Sources) -> Vec<Diagnostic> {
        self.document.locate(sources, &self.findings)
    }

    /// `monitoring.toml:58`: where the file says this.
    pub fn line_of(&self, path: &crate::diagnostic::Path, sources: &Sources) -> String {
        let span = self.document.tree.span_of(&Place::Key(path.clone()));
        self.line_at(span, sources)
    }

    /// `monitoring.toml:58`: the line of these bytes.
    pub fn line_at(&self, span: Span, sources: &Sources) -> String {
        let file = sources.get(span.file);
        let before = file.and_then(|file| file.text.get(..span.start));
        let line = before.unwrap_or_default().matches('\n').count() + 1;
        format!("{}:{line}", file.map_or(&self.name, |file| &file.name))
    }
}

/// All that `monc check` finds in a file, in its base and its environments.
pub fn findings(path: &Path, today: Option<Date>) -> Result<(Sources, Vec<Diagnostic>), Error> {
    let terminal = Terminal::mute();
    let mut sources = Sources::default();
    let read = Project::read(Some(path), &mut sources, &terminal)?;
    let views = read.views(today, &mut sources, &terminal)?.into_iter();
    let located = views.map(|(name, project)| (name, project.located(&sources)));
    let findings = report::together(located.collect());
    Ok((sources, findings))
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
        environment: None,
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
            let relative = path.strip_prefix(base).unwrap_or(&path);
            let shown = folder.join(relative).display().to_string();
            let known = sources.taken(&shown);
            let input = |file: FileId, text: String| TakenInput {
                entry,
                path: relative.to_string_lossy().replace('\\', "/"),
                file,
                text,
            };
            if let Some(file) = known {
                files.push(input(file, sources.text(file).to_owned()));
                continue;
            }
            progress(&format!("Reading {}", path.display()));
            let bytes = fs::read(&path).map_err(|reason| Error::reading(&path, reason))?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            files.push(input(sources.add_taken(shown, text.clone()), text));
        }
    }
    Ok(files)
}

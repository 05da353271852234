//! `monc build`: check, then write.

use std::path::{Path, PathBuf};

use crate::cli::{Build, FindingFormat};
use crate::emit::{self, files::Files};
use crate::error::Error;
use crate::model::{SecretSource, Stack};
use crate::output;
use crate::source::Sources;

use super::check::print_findings;
use super::summary::say_more;
use super::{Outcome, Project, Summary, Terminal};

/// Folder beside the file, where neither the file nor the command line names one.
const FOLDER: &str = "monitoring";

pub fn run(options: &Build, terminal: &Terminal) -> Result<Outcome, Error> {
    let mut sources = Sources::default();
    let project = Project::open_on(
        options.file.as_deref(),
        options.environment.as_deref(),
        options.today,
        &mut sources,
        terminal,
    )?;
    let findings = project.located(&sources);
    print_findings(
        &findings,
        FindingFormat::Human,
        options.deny,
        &sources,
        terminal,
    )?;
    let summary = Summary::of(&project);
    let stack = match &project.stack {
        Some(stack) if summary.outcome(options.deny) == Outcome::Fine => stack,
        _ => {
            terminal.say(&summary.line_alone(&project.name));
            terminal.say("Nothing was written.");
            say_more(&findings, terminal);
            return Ok(Outcome::Findings);
        }
    };
    if !findings.is_empty() {
        terminal.say(&summary.line_alone(&project.name));
    }
    let folder = folder(options, &project);
    let mut stack = stack.clone();
    stack.root = way(&folder, &project.folder);
    let stack = &stack;
    let files = emit::emit(stack);
    if options.check || options.diff {
        return compare(&folder, &files, options, terminal);
    }
    let changes = output::write(&folder, &files, options.force)?;
    for path in changes.created.iter().chain(&changes.changed) {
        terminal.progress(&format!("Wrote {path}"));
    }
    for path in &changes.removed {
        terminal.progress(&format!("Removed {path}"));
    }
    terminal.say(&format!(
        "Wrote {}/: {}; {}",
        shown(&folder),
        changes.summary(),
        proofs(stack, files.proved)
    ));
    say_secrets(stack, &project, &sources, &folder, terminal);
    terminal.next(&format!(
        "Next: docker compose -f {}/docker-compose.yml up -d --wait --remove-orphans, then {}",
        shown(&folder),
        stack.grafana.url
    ));
    Ok(Outcome::Fine)
}

/// `each of 31 alerts has a proof`.
fn proofs(stack: &Stack, proved: usize) -> String {
    let alerts: usize = stack.groups.iter().map(|group| group.alerts.len()).sum();
    if proved == alerts {
        format!("each of {alerts} alerts has a proof")
    } else {
        format!("{proved} of {alerts} alerts have a proof")
    }
}

/// Where to write.
fn folder(options: &Build, project: &Project) -> PathBuf {
    if let Some(out) = &options.out {
        return out.clone();
    }
    let written = project.document.config.as_ref();
    let out = written.and_then(|config| config.build.out.as_deref());
    project.folder.join(out.unwrap_or(FOLDER))
}

/// The way from one folder to another, with `/`: secrets and certificates lie beside the file, wherever the output is.
fn way(from: &Path, to: &Path) -> String {
    let (from, to) = (real(from), real(to));
    let shared = from
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to
        .components()
        .skip(shared)
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() {
        ".".into()
    } else {
        parts.join("/")
    }
}

/// A path without links or `..`, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    })
    .unwrap_or_else(|_| path.to_owned());
    path.ancestors()
        .find_map(|known| {
            let rest = path.strip_prefix(known).ok()?;
            Some(known.canonicalize().ok()?.join(rest).components().collect())
        })
        .unwrap_or(path)
}

fn shown(folder: &Path) -> String {
    let text = folder.display().to_string();
    text.trim_end_matches('/').to_owned()
}

/// `--check` and `--diff`.
fn compare(
    folder: &Path,
    files: &Files,
    options: &Build,
    terminal: &Terminal,
) -> Result<Outcome, Error> {
    let changes = output::plan(folder, files, options.force)?;
    if changes.is_empty() {
        terminal.say(&format!("{}/ is up to date", shown(folder)));
        return Ok(Outcome::Fine);
    }
    let text = if options.diff {
        output::diff(folder, files, options.force, terminal.color)?
    } else {
        changes.list()
    };
    terminal.print(&text)?;
    terminal.say(&format!(
        "{}/ is not what the file says: {}",
        shown(folder),
        changes.would()
    ));
    Ok(Outcome::Findings)
}

/// What a person has to set before the stack can start: names and places, never values.
fn say_secrets(
    stack: &Stack,
    project: &Project,
    sources: &Sources,
    folder: &Path,
    terminal: &Terminal,
) {
    let mut variables: Vec<[String; 3]> = Vec::new();
    let mut paths: Vec<[String; 3]> = Vec::new();
    for secret in &stack.secrets {
        let (rows, name) = match &secret.source {
            SecretSource::Env(name) => (&mut variables, name),
            SecretSource::File(path) => (&mut paths, path),
        };
        if rows.iter().any(|row| row[0] == *name) {
            continue;
        }
        let place = if secret.default {
            "default".to_owned()
        } else {
            project.line_of(&secret.path, sources)
        };
        rows.push([name.clone(), secret.purpose.clone(), place]);
    }
    if !variables.is_empty() {
        terminal.say(&format!(
            "Secrets to set in {}/.env (see .env.example):",
            shown(folder)
        ));
        say_rows(&variables, terminal);
    }
    if !paths.is_empty() {
        terminal.say("Secrets that are read from files:");
        say_rows(&paths, terminal);
    }
}

fn say_rows(rows: &[[String; 3]], terminal: &Terminal) {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let (first, second) = (width(0), width(1));
    for [name, purpose, place] in rows {
        terminal.say(&format!("  {name:first$}   {purpose:second$}   {place}"));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::way;

    #[test]
    fn the_way_back_leads_to_the_file() {
        assert_eq!(way(Path::new("monitoring"), Path::new("")), "..");
        assert_eq!(way(Path::new("deep/out"), Path::new(".")), "../..");
        assert_eq!(
            way(Path::new("/nowhere/out"), Path::new("/elsewhere/app")),
            "../../elsewhere/app"
        );
    }
}

//! `monc check --fix`: the file is mended and judged again, until nothing is left that has one right answer.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use similar::TextDiff;

use crate::cli::Check;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::Error;
use crate::mending;
use crate::report;
use crate::source::Sources;

use super::check::views;
use super::project::Read;
use super::summary::counted;
use super::{Project, Terminal};

/// What mends one thing may show another: a file needs few goes.
const MOST_GOES: usize = 10;

/// Writes the files, or with `--diff` prints what would change; whether there was anything to mend.
pub fn fix(file: Option<&Path>, options: &Check, terminal: &Terminal) -> Result<bool, Error> {
    let mut sources = Sources::default();
    let mut read = Project::read(file, &mut sources, terminal)?;
    let Some(path) = read.found.path.clone() else {
        return Err(Error::Unknown(
            "--fix writes the file itself, and stdin is none: name the file".into(),
        ));
    };
    // What is no UTF-8 would be lost.
    if read.broken {
        return Ok(false);
    }
    let name = read.found.name.clone();
    let before: BTreeMap<String, String> = texts(&read, &sources);
    let mut number = 0;
    for _ in 0..MOST_GOES {
        let views = views(&read, options, &mut sources, terminal)?.into_iter();
        let located = views.map(|(name, project)| (name, project.located(&sources)));
        let findings = report::together(located.collect());
        let mut after = texts(&read, &sources);
        let mut mended_now = 0;
        for id in read.written.files() {
            let Some(source) = sources.get(id) else {
                continue;
            };
            let here = |finding: &&Diagnostic| {
                let label = finding.labels.first();
                label.is_some_and(|label| matches!(label.place, Place::At(span) if span.file == id))
            };
            let findings: Vec<Diagnostic> = findings.iter().filter(here).cloned().collect();
            if findings.iter().any(|finding| finding.id == "toml/encoding") {
                continue;
            }
            if let Some((text, count)) = mending::mended(&source.text, &findings) {
                after.insert(source.name.clone(), text);
                mended_now += count;
            }
        }
        if mended_now == 0 {
            break;
        }
        number += mended_now;
        let mut found = read.found.clone();
        let root = after.get(&name).cloned().unwrap_or_default();
        found.replaced = after;
        sources = Sources::default();
        read = found.read(root.into_bytes(), &mut sources)?;
    }
    if number == 0 {
        return Ok(false);
    }
    let mended = counted(number, "finding", "findings");
    for (shown, after) in texts(&read, &sources) {
        let before = before.get(&shown).map_or("", String::as_str);
        if before == after {
            continue;
        }
        if options.diff {
            let diff = TextDiff::from_lines(before, after.as_str());
            let diff = diff
                .unified_diff()
                .context_radius(3)
                .header(&format!("a/{shown}"), &format!("b/{shown}"))
                .to_string();
            terminal.print(&diff)?;
        } else {
            let path = if shown == name {
                &path
            } else {
                Path::new(&shown)
            };
            fs::write(path, after).map_err(|reason| Error::writing(path, reason))?;
        }
    }
    let what = if options.diff {
        "can be fixed"
    } else {
        "fixed"
    };
    terminal.say(&format!("{name}: {mended} {what}"));
    Ok(true)
}

/// The files of the stack, by their names as shown.
fn texts(read: &Read, sources: &Sources) -> BTreeMap<String, String> {
    let files = read.written.files().into_iter();
    files
        .filter_map(|id| sources.get(id))
        .map(|file| (file.name.clone(), file.text.clone()))
        .collect()
}

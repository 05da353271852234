//! `monc check --fix`: the file is mended and judged again, until nothing is left that has one right answer.

use std::fs;
use std::path::Path;

use similar::TextDiff;

use crate::cli::Check;
use crate::error::Error;
use crate::mending;
use crate::source::Sources;

use super::summary::counted;
use super::{Project, Terminal};

/// What mends one thing may show another: a file needs few goes.
const MOST_GOES: usize = 10;

/// Writes the file, or with `--diff` prints what would change; whether there was anything to mend.
pub fn fix(file: Option<&Path>, options: &Check, terminal: &Terminal) -> Result<bool, Error> {
    let mut sources = Sources::default();
    let project = Project::open_on(file, options.today, &mut sources, terminal)?;
    let found = project.found.clone();
    let Some(path) = &found.path else {
        return Err(Error::Unknown(
            "--fix writes the file itself, and stdin is none: name the file".into(),
        ));
    };
    // What is no UTF-8 would be lost.
    if project.broken {
        return Ok(false);
    }
    let before = sources.text(project.document.file);
    let mut after = before.to_owned();
    let mut findings = project.findings;
    let mut number = 0;
    for _ in 0..MOST_GOES {
        let Some((text, count)) = mending::mended(&after, &findings) else {
            break;
        };
        after = text;
        number += count;
        let bytes = after.clone().into_bytes();
        let again = found.judge(bytes, options.today, &mut Sources::default(), terminal)?;
        findings = again.findings;
    }
    if number == 0 {
        return Ok(false);
    }
    let name = &project.name;
    let mended = counted(number, "finding", "findings");
    if options.diff {
        let diff = TextDiff::from_lines(before, after.as_str());
        let diff = diff
            .unified_diff()
            .context_radius(3)
            .header(&format!("a/{name}"), &format!("b/{name}"))
            .to_string();
        terminal.print(&diff)?;
        terminal.say(&format!("{name}: {mended} can be fixed"));
    } else {
        fs::write(path, after).map_err(|reason| Error::writing(path, reason))?;
        terminal.say(&format!("{name}: {mended} fixed"));
    }
    Ok(true)
}

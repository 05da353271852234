//! The changes as a unified diff.

use std::path::Path;

use similar::TextDiff;

use super::error::Error;
use super::place::read;
use super::survey::Survey;
use crate::emit::files::Files;

/// In order of paths. The text of a file that we did not write, or that was edited, is not shown: it may hold anything.
pub(super) fn render(
    folder: &Path,
    files: &Files,
    survey: &Survey,
    color: bool,
) -> Result<String, Error> {
    let changes = &survey.changes;
    let mut paths: Vec<&String> = changes
        .created
        .iter()
        .chain(&changes.changed)
        .chain(&changes.removed)
        .collect();
    paths.sort();
    let mut diff = String::new();
    for path in paths {
        let stands = survey.present.contains_key(path);
        let new = files.get(path);
        if stands && !survey.ours.contains(path) {
            let fate = if new.is_some() { "replaced" } else { "deleted" };
            diff.push_str(&format!(
                "{path}: would be {fate}; not shown, since monc did not write what stands there\n"
            ));
            continue;
        }
        let old = if stands {
            read(&folder.join(path))?
        } else {
            None
        };
        let old = old.map(|text| String::from_utf8_lossy(&text).into_owned());
        let name = |side: &str, text: Option<&str>| {
            text.map_or_else(|| "/dev/null".to_owned(), |_| format!("{side}/{path}"))
        };
        let (before, after) = (old.as_deref(), new);
        let text = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
        diff.push_str(
            &text
                .unified_diff()
                .context_radius(3)
                .header(&name("a", before), &name("b", after))
                .to_string(),
        );
    }
    for refusal in &changes.refused {
        diff.push_str(&format!("{refusal}\n"));
    }
    Ok(if color { colored(&diff) } else { diff })
}

/// As `git diff` colours it.
fn colored(diff: &str) -> String {
    let mut colored = String::with_capacity(diff.len() * 2);
    for line in diff.split_inclusive('\n') {
        let style = match line {
            _ if line.starts_with("--- ") || line.starts_with("+++ ") => "\u{1b}[1m",
            _ if line.starts_with("@@") => "\u{1b}[36m",
            _ if line.starts_with('-') => "\u{1b}[31m",
            _ if line.starts_with('+') => "\u{1b}[32m",
            _ => "",
        };
        if style.is_empty() {
            colored.push_str(line);
        } else {
            let text = line.trim_end_matches('\n');
            colored.push_str(style);
            colored.push_str(text);
            colored.push_str("\u{1b}[0m");
            colored.push_str(&line[text.len()..]);
        }
    }
    colored
}

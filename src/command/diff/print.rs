//! Differences for a terminal, for a review comment, for programs.

use serde_json::json;

use crate::cli::DiffFormat;
use crate::command::Terminal;
use crate::escape::markdown;

use super::change::{Change, Topic, What};

/// Version of the JSON form: raised when a key changes its meaning or goes.
const VERSION: u32 = 1;

/// `names`: what was compared with what.
pub fn text(
    changes: &[Change],
    names: [&str; 2],
    format: DiffFormat,
    terminal: &Terminal,
) -> String {
    match format {
        DiffFormat::Human => grouped(changes, &|topic| terminal.bold(topic.title()), &|change| {
            format!("  {} {}", sign(change.what), change.text)
        }),
        DiffFormat::Markdown => {
            let body = grouped(
                changes,
                &|topic| format!("**{}**\n", topic.title()),
                &|change| format!("- {}", markdown::text(&change.text)),
            );
            let [old, new] = names.map(markdown::code);
            if changes.is_empty() {
                format!("{old} and {new} mean the same.\n")
            } else {
                format!("### What changes from {old} to {new}\n\n{body}")
            }
        }
        DiffFormat::Json => {
            let [old, new] = names;
            format!(
                "{:#}\n",
                json!({ "version": VERSION, "old": old, "new": new, "changes": changes })
            )
        }
    }
}

fn sign(what: What) -> char {
    match what {
        What::Removed => '-',
        What::Added => '+',
        What::Changed => '~',
    }
}

fn grouped(
    changes: &[Change],
    title: &dyn Fn(Topic) -> String,
    line: &dyn Fn(&Change) -> String,
) -> String {
    let mut out = String::new();
    let mut topic = None;
    for change in changes {
        if topic != Some(change.topic) {
            if topic.is_some() {
                out.push('\n');
            }
            out.push_str(&title(change.topic));
            out.push('\n');
            topic = Some(change.topic);
        }
        out.push_str(&line(change));
        out.push('\n');
    }
    out
}

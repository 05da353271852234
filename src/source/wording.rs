//! The words for each sort of syntax mistake. A secret is not repeated, though its author forgot the quotes.

use super::secret_key::is_secret_key;

/// A mistake in its words: title, label, help.
pub type Words = (String, String, Option<String>);

/// What is wrong at a place, from the `toml` crate's message and what is written there.
pub fn words(text: &str, range: &std::ops::Range<usize>, message: &str) -> Words {
    let written = &text[range.clone()];
    let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line..range.start];
    let after = text[range.end..].lines().next().unwrap_or("");
    let say = |title: &str, label: &str, help: &str| {
        (
            title.to_owned(),
            label.to_owned(),
            (!help.is_empty()).then(|| help.to_owned()),
        )
    };
    let has = |start: &str| message.starts_with(start);
    if let Some(control) = written
        .chars()
        .find(|c| c.is_control() && !c.is_whitespace())
    {
        return say(
            &format!(
                "a control character (U+{:04X}) stands in the file",
                u32::from(control)
            ),
            "not allowed here",
            "remove it",
        );
    }
    if has("string values must be quoted") {
        return quotes(before, written);
    }
    if has("invalid basic string") || has("invalid literal string") || has("invalid multi-line") {
        return say(
            "a text is never closed",
            "the closing quote is missing",
            "end it with the quote that it begins with",
        );
    }
    if has("key with no value") {
        let key = before.trim();
        let help = if after.starts_with(':') || key.ends_with(':') {
            "TOML writes `key = value` where YAML writes `key: value`"
        } else {
            "write `key = value`"
        };
        return say("a key has no value", "expected `=` after this", help);
    }
    if has("unclosed table") || has("unclosed array table") {
        let help = if after.trim_end().ends_with(']') {
            "a name with other characters than letters, digits, `_` and `-` needs quotes: [services.\"my api\"]"
        } else {
            "end it with `]`"
        };
        return say("a header is never closed", "expected `]` after this", help);
    }
    if has("invalid boolean") {
        return say(
            "TOML writes `true` and `false` in lower case",
            "expected `true` or `false`",
            &format!("write `{}`", written.to_lowercase()),
        );
    }
    if has("missing escaped value") || has("too few unicode") || message.contains("escape") {
        return say(
            "a backslash in \"…\" begins an escape, and this is none",
            "unknown escape",
            "write `\\\\` for a backslash, or put the text in single quotes: 'C:\\path'",
        );
    }
    if has("cannot extend") {
        return say(
            "a table is continued that is already complete",
            "this was given a value before",
            "write all its keys in one place",
        );
    }
    if has("unexpected leading zero") {
        return say(
            "a number begins with 0",
            "not allowed in TOML",
            "remove the 0, or write a text in quotes",
        );
    }
    if message.contains("recurs") {
        return say(
            "tables and lists are nested too deeply",
            "more than 80 levels",
            "nest less",
        );
    }
    if has("unexpected key or value") || has("extra assignment") {
        let help = if has("extra") {
            "put a comma between entries"
        } else {
            "begin a new line"
        };
        return say(
            "two entries run into each other",
            "expected the end of the entry",
            help,
        );
    }
    if has("missing comma") {
        return say(
            "a comma is missing",
            "expected `,`",
            "put a comma between entries",
        );
    }
    if has("extra comma") {
        return say("a comma too many", "expected a value", "remove it");
    }
    let is_yaml = written.starts_with(':')
        || text[line..]
            .lines()
            .next()
            .is_some_and(|line| line.trim_end().ends_with(':'));
    if has("invalid unquoted key") && is_yaml {
        return say(
            "this is no TOML",
            "looks like YAML",
            "TOML writes `[services.api]` and `kind = \"http\"` where YAML writes `services:`, `api:` and `kind: http`",
        );
    }
    if has("invalid key-value pair") && text[range.start..].starts_with('{') {
        return say(
            "this is no TOML",
            "looks like JSON",
            "TOML writes `[stack]` and `name = \"shop\"`",
        );
    }
    if has("invalid key-value pair") || has("invalid unquoted key") || has("unquoted keys cannot") {
        return say(
            "this is no key",
            "expected a key of letters, digits, `_` and `-`",
            "put a key with other characters in quotes",
        );
    }
    if [
        "invalid float",
        "invalid integer",
        "invalid decimal",
        "invalid date",
        "invalid time",
        "radix",
        "redundant",
        "`_` may",
    ]
    .iter()
    .any(|known| message.contains(known))
    {
        return say(
            "this is neither a number nor a date",
            "TOML wants quotes here, if it is a text",
            "put it in quotes",
        );
    }
    let mut label = message
        .split(", expected")
        .next()
        .unwrap_or(message)
        .to_owned();
    if label.is_empty() {
        label.push_str("unexpected");
    }
    say("the syntax is not TOML's", &label, "")
}

/// A value without quotes. A secret is not repeated, though its author forgot the quotes.
fn quotes(before: &str, written: &str) -> Words {
    let key = before.trim_end().trim_end_matches('=').trim();
    let last = key.rsplit(['.', ' ', '{', ',']).next().unwrap_or(key);
    let own = |text: &str| Some(text.to_owned());
    if written.trim().is_empty() {
        let title = if key.is_empty() {
            "a value is missing".into()
        } else {
            format!("`{last}` has no value")
        };
        return (
            title,
            "expected a value".into(),
            own("write a value behind the `=`"),
        );
    }
    if written.starts_with(['“', '”', '„', '‘', '’', '«']) {
        return (
            "these quotes are not TOML's".into(),
            "expected \" or '".into(),
            own("write straight quotes: \"…\""),
        );
    }
    let help = match written.to_ascii_lowercase().as_str() {
        "yes" | "on" => "write `true`, or a text in quotes".into(),
        "no" | "off" => "write `false`, or a text in quotes".into(),
        "null" | "none" | "nil" | "~" => "TOML has no empty value: leave the key out".into(),
        _ if is_secret_key(last) || written.len() > 60 || written.contains(['"', '\\', '/']) => {
            "put the text in quotes".into()
        }
        _ => format!("write \"{written}\""),
    };
    (
        "a text has no quotes".into(),
        "TOML wants quotes here".into(),
        Some(help),
    )
}

//! Files with their secrets blotted out, byte for byte, so that places stay where they are.
//!
//! Two looks find them: one at the values that were read, and one at the text itself, since a line that is no TOML holds a secret
//! all the same.

use std::ops::Range;

use crate::schema::variable;
use crate::source::{Node, Value, is_secret_key};

/// URLs that are secrets from here on.
const SECRET_URLS: [&str; 5] = [
    "hooks.slack.com/",
    "/api/webhooks/",
    ".webhook.office.com/",
    ".logic.azure.com",
    "api.telegram.org/bot",
];

/// How well-known tokens begin.
const TOKENS: [&str; 11] = [
    "xoxb-",
    "xoxp-",
    "xapp-",
    "ghp_",
    "gho_",
    "github_pat_",
    "glpat-",
    "AKIA",
    "glsa_",
    "sk_live_",
    "-----BEGIN",
];

/// A secret shorter than this is not looked for in titles: it would blot out ordinary words.
const SHORTEST: usize = 6;

/// A text to be drawn, and what must not be said.
pub struct Masked {
    pub text: String,
    secrets: Vec<String>,
}

impl Masked {
    /// Blots out the secrets of a file, and characters that would steer a terminal.
    ///
    /// `root`: its values; none of a file that is no TOML.
    pub fn new(text: &str, root: Option<&Node>) -> Masked {
        let mut ranges = Vec::new();
        of_text(text, '=', &mut ranges);
        match root {
            Some(root) => of_values(text, root, false, &mut ranges),
            // JSON and YAML.
            None => {
                of_text(text, ':', &mut ranges);
                let mut start = 0;
                for line in text.split_inclusive('\n') {
                    inside(text, start..start + line.trim_end().len(), &mut ranges);
                    start += line.len();
                }
            }
        }
        ranges.retain(|range| {
            text.get(range.clone())
                .is_some_and(|inner| variable(inner).is_none())
        });
        let mut secrets: Vec<String> = ranges
            .iter()
            .filter_map(|range| text.get(range.clone()))
            .filter(|secret| secret.len() >= SHORTEST)
            .map(str::to_owned)
            .collect();
        // The longest first: a part of it may be another one.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        Masked {
            text: drawn(text, ranges),
            secrets,
        }
    }

    /// A title, label or help without secrets and control characters.
    pub fn say(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for secret in &self.secrets {
            if out.contains(secret.as_str()) {
                out = out.replace(secret.as_str(), "***");
            }
        }
        if !out.contains(steers) {
            return out;
        }
        out.chars()
            .map(|c| {
                if steers(c) {
                    c.escape_default().to_string()
                } else {
                    c.to_string()
                }
            })
            .collect()
    }
}

/// Control characters, and those that turn the direction of writing.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn drawn(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let mut ranges = ranges.into_iter().peekable();
    let mut until = 0;
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        while let Some(range) = ranges.next_if(|range| range.start <= at) {
            until = until.max(range.end);
        }
        if at < until && c != '\n' && c != '\r' {
            out.extend(std::iter::repeat_n('*', c.len_utf8()));
        } else if steers(c) && !matches!(c, '\n' | '\r' | '\t') {
            out.extend(std::iter::repeat_n('?', c.len_utf8()));
        } else {
            out.push(c);
        }
    }
    out
}

fn of_values(text: &str, node: &Node, secret: bool, out: &mut Vec<Range<usize>>) {
    let span = node.span.start..node.span.end;
    match &node.value {
        Value::Table(table) => {
            for entry in table.entries() {
                let hash = entry.key.ends_with("password_hash")
                    && matches!(&entry.node.value, Value::String(text) if !text.starts_with("$2"));
                let below = hash || is_secret_key(&entry.key) && entry.node.table().is_none();
                of_values(text, &entry.node, below, out);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| of_values(text, item, secret, out)),
        Value::Boolean(_) => {}
        Value::String(_) => {
            let raw = text.get(span.clone()).unwrap_or("");
            let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") {
                3
            } else {
                usize::from(raw.starts_with(['"', '\'']))
            };
            let inner =
                span.start + quotes..span.end.saturating_sub(quotes).max(span.start + quotes);
            if secret {
                out.push(inner);
            } else {
                inside(text, inner, out);
            }
        }
        _ if secret => out.push(span),
        _ => {}
    }
}

/// Secrets inside a text that is none as a whole.
fn inside(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let Some(given) = text.get(range.clone()) else {
        return;
    };
    if let Some((scheme, rest)) = given.split_once("://") {
        let authority = &rest[..rest.find(['/', '?', '#', ' ']).unwrap_or(rest.len())];
        // A password may hold `/` and `@`: the last `@` of the text ends it.
        let user = authority.rfind('@').or_else(|| rest.rfind('@'));
        if let Some((at, colon)) = user.and_then(|at| Some((at, rest[..at].find(':')?))) {
            let start = range.start + scheme.len() + 3;
            out.push(start + colon + 1..start + at);
        }
    }
    for part in SECRET_URLS {
        if let Some(at) = given.find(part) {
            out.push(range.start + at + part.len()..range.end);
        }
    }
    for token in TOKENS {
        if let Some(at) = given
            .find(token)
            .filter(|at| given.len() > at + token.len() + 8)
        {
            out.push(range.start + at..range.end);
        }
    }
}

/// `key = value` wherever it stands, also in lines that are no TOML, and in comments.
fn of_text(text: &str, separator: char, out: &mut Vec<Range<usize>>) {
    for (at, _) in text.match_indices(separator) {
        let before = text[..at]
            .trim_end_matches([' ', '\t'])
            .trim_end_matches(['"', '\'']);
        let key_start = before
            .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')
            .map_or(0, |start| {
                start + before[start..].chars().next().map_or(1, char::len_utf8)
            });
        if !is_secret_key(&before[key_start..]) {
            continue;
        }
        let rest = &text[at + 1..];
        let value = rest.trim_start_matches([' ', '\t']);
        let start = at + 1 + (rest.len() - value.len());
        if let Some(range) = written(value) {
            out.push(start + range.start..start + range.end);
        }
    }
}

/// The part of a written value that may be a secret.
fn written(value: &str) -> Option<Range<usize>> {
    for quotes in ["\"\"\"", "'''"] {
        if let Some(rest) = value.strip_prefix(quotes) {
            return Some(3..3 + rest.find(quotes).unwrap_or(rest.len()));
        }
    }
    let line = value.lines().next()?;
    match line.chars().next()? {
        '{' | '#' | '=' => None,
        quote @ ('"' | '\'') => {
            let mut escaped = false;
            let end = line[1..].find(|c| {
                let ends = c == quote && !escaped;
                escaped = c == '\\' && quote == '"' && !escaped;
                ends
            });
            Some(1..end.map_or(line.len(), |end| end + 1))
        }
        // Without quotes nobody knows where it ends.
        '[' => Some(1..line.rfind(']').unwrap_or(line.len())),
        _ => Some(0..line.rfind('}').unwrap_or(line.len()))
            .filter(|range| !matches!(line[range.clone()].trim(), "true" | "false")),
    }
}

#[cfg(test)]
mod tests {
    use super::Masked;
    use crate::source::{Sources, parse};

    fn masked(text: &str) -> Masked {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text);
        let (root, _) = parse(&sources, file);
        Masked::new(text, Some(&root))
    }

    #[test]
    fn no_form_of_writing_shows_a_secret() {
        for text in [
            "password = \"hunter2\"",
            "password = 'hunter2'",
            "password = hunter2",
            "password = hunter2, hunter2",
            "password = \"\"\"\nhunter2\n\"\"\"",
            "password = \"hunter2",
            "a = { password = \"hunter2\" }",
            "a = { password = hunter2",
            "password = [\"hunter2\"]",
            "\"api-key\" = \"hunter2\"",
            "x.\"bearer_token\"=\"hunter2\"\n[[",
            "# password = \"hunter2\"",
            "address = \"postgres://me:hunter2@db:5432\"",
            "address = \"postgres://me:hunter2/@x@db:5432\"",
            "url = \"https://hooks.slack.com/services/hunter2\"",
            "headers = { Authorization = \"Bearer hunter2\" }",
            "password = \"h\\\"hunter2\"",
            "receivers.a.webhook_url = \"http://x/hunter2\"",
        ] {
            let masked = masked(text);
            assert!(!masked.text.contains("hunter2"), "{text}: {}", masked.text);
            assert!(masked.text.contains('*'), "{text}");
            assert_eq!(masked.text.len(), text.len());
        }
    }

    #[test]
    fn files_taken_along_show_no_secret_either() {
        for text in [
            "\"password\": \"hunter2\"",
            "{\"a\":{\"api_key\":\"hunter2\"}}",
            "password: hunter2\nb: 1",
            "- bearer_token: 'hunter2'",
            "\"url\": \"https://me:hunter2@db/\",",
        ] {
            let masked = Masked::new(text, None);
            assert!(!masked.text.contains("hunter2"), "{text}: {}", masked.text);
            assert_eq!(masked.text.len(), text.len());
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            "password = { env = \"DB_PASSWORD\" }",
            "password = \"${DB_PASSWORD}\"",
            "password.file = \"secrets/db\"",
            "password_hash = \"$2y$10$abc\"",
            "url = \"https://shop.example/a:b\"",
            "keep_firing_for = \"5m\"",
        ] {
            assert_eq!(masked(text).text, text);
        }
    }

    #[test]
    fn titles_repeat_nothing_and_steer_nothing() {
        let masked = masked("password = \"hunter2\"");
        assert_eq!(
            masked.say("`hunter2` \u{1b}[31m is bad"),
            "`***` \\u{1b}[31m is bad"
        );
    }
}

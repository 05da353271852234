//! A password inside a URL or a token in a header is a secret in the file. It is pointed at, never repeated.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::resolve::parse_address;
use crate::source::is_secret_key;

/// Hosts whose URLs are secrets as a whole.
const SECRET_URLS: [&str; 5] = [
    "hooks.slack.com/services/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    ".webhook.office.com/",
    "api.telegram.org/bot",
];

/// How well-known tokens begin.
const TOKENS: [&str; 8] = [
    "xoxb-",
    "xoxp-",
    "ghp_",
    "github_pat_",
    "glpat-",
    "AKIA",
    "glsa_",
    "sk_live_",
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (path, text) in context.strings {
        let (what, help) = if let Some(what) = secret_in(path, text) {
            (
                what,
                "put it into an environment variable or a file and write { env = \"NAME\" } or { file = \"path\" }, and change it: it is known now",
            )
        } else if in_query(path, text) {
            (
                "a secret stands in the query of this URL",
                "take it out of the URL, where every proxy writes it down, and change it: it is known now; `basic_auth` takes { env = \"NAME\" }",
            )
        } else {
            continue;
        };
        let title = format!("`{path}` holds a secret in plain text");
        let finding = Diagnostic::error("secret/in-plain-text", title);
        out.push(finding.at(Place::Value(path.clone()), what).help(help));
    }
}

/// `https://…?token=…`.
fn in_query(path: &Path, text: &str) -> bool {
    let shown = path.to_string();
    if shown.starts_with("metadata") || shown.ends_with(".expr") || !text.contains("://") {
        return false;
    }
    let query = text.split_once('?').map_or("", |(_, query)| query);
    let mut pairs = query
        .split(['&', ';'])
        .filter_map(|pair| pair.split_once('='));
    pairs.any(|(key, value)| is_secret_key(key) && !value.is_empty() && !value.contains('$'))
}

fn secret_in(path: &Path, text: &str) -> Option<&'static str> {
    let shown = path.to_string();
    if shown.starts_with("metadata") || shown.ends_with(".expr") {
        return None;
    }
    if text.contains("://")
        && let Some(user) = parse_address(text).and_then(|address| address.user)
        && user.contains(':')
        && !user.contains('$')
    {
        return Some("a password stands inside this URL");
    }
    if SECRET_URLS.iter().any(|part| text.contains(part)) {
        return Some("whoever knows this URL can use it");
    }
    if TOKENS
        .iter()
        .any(|token| text.starts_with(token) && text.len() > token.len() + 8)
    {
        return Some("this looks like a token");
    }
    let header = shown
        .to_ascii_lowercase()
        .ends_with(".headers.authorization")
        || shown.to_ascii_lowercase().ends_with("x-api-key");
    if header && !text.contains("${") {
        return Some("this header logs in");
    }
    None
}

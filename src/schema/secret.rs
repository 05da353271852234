//! A secret that stands in the file: said without repeating it.

use crate::diagnostic::{Diagnostic, Path, Place, Segment};
use crate::escape::dotenv;
use crate::source::Node;

/// The finding for a value where only the place of a secret may stand.
pub fn finding(path: &Path, node: &Node) -> Diagnostic {
    if let Some(name) = node.string().and_then(variable) {
        return Diagnostic::error("secret/not-expanded", "`monc` does not expand variables")
            .at(
                Place::Value(path.clone()),
                "expected where the secret will be, found a text with a variable in it",
            )
            .write(&format!("{{ env = \"{name}\" }}"));
    }
    let name = suggested(path);
    Diagnostic::error(
        "secret/in-plain-text",
        format!("`{path}` holds a secret in plain text"),
    )
    .at(
        Place::Value(path.clone()),
        "expected where the secret will be, found the secret itself",
    )
    .help(format!(
        "write {{ env = \"{name}\" }} or {{ file = \"secrets/{}\" }}, put the secret there, and change it: it is known now",
        name.to_lowercase()
    ))
}

/// `NAME` of a text that is `$NAME`, `${NAME}`, `${NAME:-default}` or `{{ env "NAME" }}`. Of anything longer a part may be the
/// secret itself.
pub fn variable(text: &str) -> Option<&str> {
    let text = text.trim();
    let inner = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .map(|inner| inner.split([':', '-', '?']).next().unwrap_or(inner))
        .or_else(|| text.strip_prefix("$(")?.strip_suffix(')'))
        .or_else(|| text.strip_prefix("env:"))
        .or_else(|| text.strip_prefix('$'))
        .or_else(|| text.strip_prefix('%')?.strip_suffix('%'))?;
    // Variables are written in capitals; `$ecret` is a password.
    let is_name = inner.len() < 100
        && inner.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && inner
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    is_name.then_some(inner)
}

/// `services.db.password` → `DB_PASSWORD`.
fn suggested(path: &Path) -> String {
    let keys: Vec<&str> = path
        .0
        .iter()
        .filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
        .collect();
    let name = dotenv::name(&keys[keys.len().saturating_sub(2)..].join("_"));
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{name}")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::{suggested, variable};
    use crate::diagnostic::Path;

    #[test]
    fn only_whole_variables_are_named() {
        assert_eq!(variable("${DB_PASSWORD}"), Some("DB_PASSWORD"));
        assert_eq!(variable("$DB_PASSWORD"), Some("DB_PASSWORD"));
        assert_eq!(variable("${DB_PASSWORD:-hunter2}"), Some("DB_PASSWORD"));
        for secret in ["$ecret", "x${A}y", "hunter2", "$", "${}", "${a b}"] {
            assert_eq!(variable(secret), None, "{secret}");
        }
    }

    #[test]
    fn names_are_taken_from_the_place() {
        assert_eq!(
            suggested(&Path::of(&["services", "db", "password"])),
            "DB_PASSWORD"
        );
        assert_eq!(
            suggested(&Path::of(&["receivers", "chat", "slack", "webhook_url"])),
            "SLACK_WEBHOOK_URL"
        );
    }
}

//! `monc` does not expand variables: what it would have to expand is a reference.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for (path, text) in context.strings {
        let Some(name) = variable(text).filter(|_| !is_free_text(path)) else {
            continue;
        };
        out.push(
            Diagnostic::error("secret/not-expanded", "`monc` does not expand variables")
                .at(Place::Value(path.clone()), format!("this stays `${{{name}}}` as it is"))
                .help(format!("write {{ env = \"{name}\" }} where a secret is taken; elsewhere write the value itself")),
        );
    }
}

/// Texts in which a dollar means something to somebody else.
fn is_free_text(path: &Path) -> bool {
    let shown = path.to_string();
    let part = |name: &str| shown.contains(name);
    shown.starts_with("metadata")
        || shown.starts_with("compose.services")
        || part(".metadata.")
        || [
            "expr",
            "summary",
            "description",
            "title",
            "text",
            "subject",
            "raw",
        ]
        .iter()
        .any(|key| shown.ends_with(&format!(".{key}")))
        || part("annotations")
        || part("body_has")
        || part("body_lacks")
}

/// Name of the first `${NAME}` (or a text that is only `$NAME`).
fn variable(text: &str) -> Option<&str> {
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    if let Some(rest) = text.split_once("${").map(|(_, rest)| rest) {
        let inside = rest.split_once('}')?.0;
        let name = inside.split(":-").next()?;
        return is_name(name).then_some(name);
    }
    text.strip_prefix('$').filter(|name| is_name(name))
}

#[cfg(test)]
mod tests {
    use super::variable;

    #[test]
    fn variables_are_recognised() {
        assert_eq!(variable("${DB_PASSWORD}"), Some("DB_PASSWORD"));
        assert_eq!(variable("https://${HOST:-x}/"), Some("HOST"));
        assert_eq!(variable("$HOME"), Some("HOME"));
        assert_eq!(variable("5$ a day"), None);
        assert_eq!(variable("$2y$10$abc"), None);
    }
}

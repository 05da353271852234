//! The page of a lint.

use crate::lints;

use super::Page;

/// By id, `group/name`.
pub fn page(name: &str) -> Option<Page> {
    let lint = lints::ALL.iter().find(|lint| lint.id == name)?;
    let mut page = Page(lint.page.to_owned());
    page.heading("Level");
    let (group, key) = lint.id.split_once('/')?;
    page.paragraph(&if lint.firm {
        "Error; `[lint]` cannot lower it.".to_owned()
    } else {
        format!(
            "{} by default; `[lint] {group}.{key} = \"allow\"`, `\"warn\"` or `\"deny\"` sets another.",
            capital(&lint.level.to_string())
        )
    });
    Some(page)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

//! The page of a dialect: the metric names that it expects.

use crate::catalog::{Catalog, Dialect};

use super::Page;

/// By name or alias, of every kind that has one.
pub fn pages(name: &str, catalog: &Catalog) -> Vec<Page> {
    let mut pages = Vec::new();
    for (kind, entry) in &catalog.kinds {
        for (key, dialect) in &entry.dialects {
            if key == name || dialect.aliases.iter().any(|alias| alias == name) {
                pages.push(page(key, dialect, kind, &entry.path));
            }
        }
    }
    pages
}

fn page(name: &str, dialect: &Dialect, kind: &str, path: &str) -> Page {
    let mut page = Page::new(&format!("{name}: {}", dialect.title));
    page.paragraph(&format!("A dialect of services of kind `{kind}`."));
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    page.facts([
        ("requests are counted by", text(&dialect.requests)),
        ("label of the status", text(&dialect.status)),
        ("durations are in", text(&dialect.duration)),
        ("unit of durations", text(&dialect.duration_unit)),
        ("label of the route", text(&dialect.route)),
        ("requests in flight", text(&dialect.in_flight)),
        (
            "path",
            dialect.path.clone().unwrap_or_else(|| path.to_owned()),
        ),
        ("runtime", text(&dialect.runtime)),
        ("also called", dialect.aliases.join(", ")),
        (
            "evidence",
            dialect
                .evidence
                .as_ref()
                .map(|evidence| evidence.note.clone())
                .unwrap_or_default(),
        ),
    ]);
    page.paragraph(dialect.note.as_deref().unwrap_or_default());
    page.heading("Example");
    page.code(
        "toml",
        &format!("[services.api]\nkind = \"{kind}\"\ndialect = \"{name}\"\naddress = \"api:3000\""),
    );
    page.paragraph("Other names? Say them once, like this one:");
    page.code(
        "toml",
        &format!("[dialects.ours]\nlike = \"{name}\"\nduration = \"http_response_time_seconds\""),
    );
    page
}

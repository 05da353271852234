//! `monc list kinds`.

use crate::catalog::Catalog;
use crate::command::Table;

pub fn table(catalog: &Catalog) -> Table {
    let mut table = Table::new(&["kind", "title", "signals", "seen on", "for", "about"]);
    for (name, kind) in &catalog.kinds {
        table.row([
            name.as_str().into(),
            kind.title.as_str().into(),
            kind.signals.len().into(),
            kind.evidence.level.seen_on().into(),
            kind.aliases.clone().into(),
            kind.summary.as_str().into(),
        ]);
    }
    table
}

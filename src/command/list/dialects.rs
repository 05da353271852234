//! `monc list dialects`: with the metric names that they expect.

use crate::catalog::Catalog;
use crate::command::Table;

pub fn table() -> Table {
    let mut table = Table::new(&["dialect", "requests", "status", "duration", "path", "title"]);
    for kind in Catalog::built_in().kinds.values() {
        for (name, dialect) in &kind.dialects {
            table.row([
                name.as_str().into(),
                dialect.requests.clone().into(),
                dialect.status.clone().into(),
                dialect.duration.clone().into(),
                dialect
                    .path
                    .clone()
                    .unwrap_or_else(|| kind.path.clone())
                    .into(),
                dialect.title.as_str().into(),
            ]);
        }
    }
    table
}

//! `monc list lints`.

use crate::command::Table;
use crate::lints;

pub fn table() -> Table {
    let mut table = Table::new(&["lint", "level", "about"]);
    for lint in lints::ALL {
        table.row([
            lint.id.into(),
            lint.level.to_string().into(),
            lint.about().into(),
        ]);
    }
    table
}

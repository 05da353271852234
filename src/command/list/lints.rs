//! `monc list lints`.

use crate::command::Table;
use crate::lints;

pub fn table() -> Table {
    let mut table = Table::new(&["lint", "level", "about"]);
    for lint in lints::ALL {
        table.row([
            lint.id.into(),
            lint.level.to_string().into(),
            about(lint.page).into(),
        ]);
    }
    table
}

/// The first paragraph below the title of a page.
fn about(page: &str) -> String {
    page.lines()
        .skip_while(|line| line.is_empty() || line.starts_with('#'))
        .take_while(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn about_is_what_stands_below_the_title() {
        assert_eq!(about("# a/b\n\nOne\nline.\n\n## Why\n\nx"), "One line.");
    }
}

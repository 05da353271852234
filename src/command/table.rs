//! A list: an aligned table for people, an array of objects for programs.

use serde_json::{Map, Value};

use crate::cli::ListFormat;
use crate::error::Error;

use super::Terminal;

/// Rows under headers. Headers are the keys of the JSON form as well.
#[derive(Debug, Default)]
pub struct Table {
    headers: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

impl Table {
    /// An empty table.
    pub fn new(headers: &[&'static str]) -> Table {
        Table {
            headers: headers.to_vec(),
            rows: Vec::new(),
        }
    }

    /// One row, a value for each header: a text, a number, a yes or no, a list of texts, or null.
    pub fn row(&mut self, values: impl Into<Vec<Value>>) {
        self.rows.push(values.into());
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Prints it; where there is nothing, a person is told so.
    pub fn print(
        &self,
        terminal: &Terminal,
        format: ListFormat,
        nothing: &str,
    ) -> Result<(), Error> {
        match format {
            ListFormat::Json => terminal.print(&self.json()),
            ListFormat::Human if self.is_empty() => {
                terminal.say(nothing);
                Ok(())
            }
            ListFormat::Human => terminal.print(&self.human(terminal)),
        }
    }

    fn json(&self) -> String {
        format!("{:#}\n", self.values())
    }

    /// An array with an object for each row.
    pub fn values(&self) -> Value {
        self.rows
            .iter()
            .map(|row| {
                let mut object = Map::new();
                for (header, value) in self.headers.iter().zip(row) {
                    object.insert(header.replace(' ', "_"), value.clone());
                }
                Value::Object(object)
            })
            .collect()
    }

    fn human(&self, terminal: &Terminal) -> String {
        let cells: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| row.iter().map(cell).collect())
            .collect();
        let mut widths: Vec<usize> = self.headers.iter().map(|header| length(header)).collect();
        for row in &cells {
            for (width, text) in widths.iter_mut().zip(row) {
                *width = (*width).max(length(text));
            }
        }
        if let Some(columns) = terminal.columns {
            fit(&mut widths, columns);
        }
        let headers: Vec<String> = self
            .headers
            .iter()
            .map(|header| header.to_uppercase())
            .collect();
        let mut text = terminal.bold(&line(&headers, &widths));
        text.push('\n');
        for row in &cells {
            text.push_str(&line(row, &widths));
            text.push('\n');
        }
        text
    }
}

/// Two spaces between columns.
const GAP: usize = 2;
/// Columns are not narrowed below this.
const NARROWEST: usize = 8;

/// Narrows the widest column, again and again, until a row fits.
fn fit(widths: &mut [usize], columns: usize) {
    let gaps = GAP * widths.len().saturating_sub(1);
    loop {
        let total: usize = widths.iter().sum::<usize>() + gaps;
        let Some(widest) = widths.iter_mut().max_by_key(|width| **width) else {
            return;
        };
        if total <= columns || *widest <= NARROWEST {
            return;
        }
        *widest -= 1;
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
        if at > 0 {
            text.push_str("  ");
        }
        let long = length(cell);
        if long > *width {
            text.extend(cell.chars().take(width.saturating_sub(1)));
            text.push('…');
        } else {
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', width - long));
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => "–".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) if text.is_empty() => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.is_empty() => "–".to_owned(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    // A text of the file must not move the cursor or start a line of its own.
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Table, fit, line};

    #[test]
    fn columns_are_aligned_and_rows_end_without_blanks() {
        assert_eq!(line(&["a".into(), "b".into()], &[4, 3]), "a     b");
        assert_eq!(line(&["abcdef".into(), "b".into()], &[4, 3]), "abc…  b");
    }

    #[test]
    fn the_widest_column_gives_way() {
        let mut widths = [10, 60, 20];
        fit(&mut widths, 60);
        assert_eq!(widths.iter().sum::<usize>() + 4, 60);
        assert_eq!(widths[0], 10);
    }

    #[test]
    fn json_has_a_key_for_each_header() {
        let mut table = Table::new(&["name", "told within"]);
        table.row(["api".into(), serde_json::Value::Null]);
        assert_eq!(
            table.json(),
            "[\n  {\n    \"name\": \"api\",\n    \"told_within\": null\n  }\n]\n"
        );
    }
}

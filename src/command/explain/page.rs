//! A page of plain Markdown, its headings bold on a terminal.

use std::fmt::Write;

use crate::command::Terminal;

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page(pub String);

impl Page {
    /// A page with its title.
    pub fn new(title: &str) -> Page {
        Page(format!("# {title}\n"))
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            let _ = write!(self.0, "\n{text}\n");
        }
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        let _ = write!(self.0, "\n## {text}\n");
    }

    /// A block of code.
    pub fn code(&mut self, language: &str, text: &str) {
        let _ = write!(self.0, "\n```{language}\n{}\n```\n", text.trim_end());
    }

    /// `- key: value` lines.
    pub fn facts<'f>(&mut self, facts: impl IntoIterator<Item = (&'f str, String)>) {
        self.0.push('\n');
        for (key, value) in facts {
            if !value.is_empty() {
                let _ = writeln!(self.0, "- {key}: {value}");
            }
        }
    }

    /// A table with aligned columns.
    pub fn table(&mut self, headers: &[&str], rows: &[Vec<String>]) {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let mut widths = vec![3; headers.len()];
        for row in std::iter::once(&headers).chain(rows) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        self.0.push('\n');
        for row in [&headers, &rule].into_iter().chain(rows) {
            for (cell, width) in row.iter().zip(&widths) {
                let _ = write!(self.0, "| {cell:width$} ");
            }
            self.0.push_str("|\n");
        }
    }

    /// As printed.
    pub fn render(&self, terminal: &Terminal) -> String {
        let mut text = String::new();
        let mut code = false;
        for line in self.0.lines() {
            if line.starts_with("```") {
                code = !code;
            }
            if !code && line.starts_with('#') {
                text.push_str(&terminal.bold(line));
            } else {
                text.push_str(line);
            }
            text.push('\n');
        }
        text
    }
}

//! TOML → tree.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, FileId, Place, Span};

use super::{Entry, Node, Sources, Table, Value};

/// Reads a file; what could be read even where there are errors, and every syntax error.
pub fn parse(sources: &Sources, file: FileId) -> (Node, Vec<Diagnostic>) {
    let text = sources.get(file).map_or("", |source| source.text.as_str());
    let (table, errors) = DeTable::parse_recoverable(text);
    let span = |range: Range<usize>| Span {
        file,
        start: range.start,
        end: range.end,
    };
    let whole = span(0..text.len());
    let root = Node {
        span: whole,
        value: Value::Table(table_of(table.get_ref(), file)),
    };
    let findings = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or(0..0);
            let finding = Diagnostic::error("toml/syntax", "this is not TOML")
                .at(Place::At(span(range.clone())), error.message().to_owned());
            match help(text, &range) {
                Some(help) => finding.help(help),
                None => finding,
            }
        })
        .collect();
    (root, findings)
}

/// The likeliest slip: a value without quotes.
fn help(text: &str, range: &Range<usize>) -> Option<String> {
    let line_start = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..)?.lines().next()?;
    let (_, value) = line.split_once('=')?;
    let value = value.split('#').next()?.trim();
    let plain = value.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !value.contains(['"', '\'', '[', '{'])
        && value.parse::<f64>().is_err();
    plain.then(|| format!("TOML wants quotes here: \"{value}\""))
}

fn table_of(table: &DeTable<'_>, file: FileId) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: Span {
                file,
                start: key.span().start,
                end: key.span().end,
            },
            node: node_of(value, file),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Table::new(entries)
}

fn node_of(value: &Spanned<DeValue<'_>>, file: FileId) -> Node {
    let range = value.span();
    let converted = match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(integer) => Value::Integer(integer),
            Err(_) => Value::Float(integer.as_str().parse().unwrap_or(f64::INFINITY)),
        },
        DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(date) => Value::Datetime(date.to_string()),
        DeValue::Array(items) => {
            Value::Array(items.iter().map(|item| node_of(item, file)).collect())
        }
        DeValue::Table(table) => Value::Table(table_of(table, file)),
    };
    Node {
        span: Span {
            file,
            start: range.start,
            end: range.end,
        },
        value: converted,
    }
}

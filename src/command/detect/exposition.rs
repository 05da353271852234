//! A `/metrics` page: which metrics it has, with which labels.

use std::collections::{BTreeMap, BTreeSet};

/// Values of one label that are kept: enough to see what it holds.
const MOST_VALUES: usize = 40;

/// The metrics of a page by the names of their series.
#[derive(Debug, Default)]
pub struct Exposition {
    /// Series' name → label → values.
    pub metrics: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    /// Series of the page.
    pub series: usize,
    /// Lines that are neither series nor comments.
    pub unread: usize,
}

impl Exposition {
    /// Reads the text format of Prometheus or OpenMetrics; other lines are counted.
    pub fn read(text: &str) -> Exposition {
        let mut page = Exposition::default();
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match sample(line) {
                Some((name, labels)) => {
                    page.series += 1;
                    let metric = page.metrics.entry(name.to_owned()).or_default();
                    for (label, value) in labels {
                        let values = metric.entry(label).or_default();
                        if values.len() < MOST_VALUES {
                            values.insert(value);
                        }
                    }
                }
                None => page.unread += 1,
            }
        }
        page
    }

    /// Whether it has series of this name.
    pub fn has(&self, name: &str) -> bool {
        self.metrics.contains_key(name)
    }

    /// Whether series of this name carry the label.
    pub fn has_label(&self, name: &str, label: &str) -> bool {
        self.metrics
            .get(name)
            .is_some_and(|labels| labels.contains_key(label))
    }
}

/// Name and labels of `name{label="value",…} number …`.
fn sample(line: &str) -> Option<(&str, Vec<(String, String)>)> {
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'))?;
    let (name, mut rest) = line.split_at(end);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut labels = Vec::new();
    if let Some(inside) = rest.strip_prefix('{') {
        let mut at = inside;
        loop {
            at = at.trim_start_matches([',', ' ']);
            if let Some(after) = at.strip_prefix('}') {
                rest = after;
                break;
            }
            let (label, value) = at.split_once("=\"")?;
            let (value, after) = quoted(value)?;
            labels.push((label.trim().to_owned(), value));
            at = after;
        }
    }
    let number = rest.split_whitespace().next()?;
    number.parse::<f64>().is_ok().then_some((name, labels))
}

/// A value up to its closing quote, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => match characters.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Exposition;

    #[test]
    fn series_are_read_and_other_lines_counted() {
        let page = Exposition::read(
            "# TYPE a counter\na{b=\"x\\\"}\",c=\"y\"} 1 1395066363000\na{b=\"z\"} +Inf\nd 1.5 # {} 1\n<html>\n",
        );
        assert_eq!((page.series, page.unread), (3, 1));
        assert!(page.has_label("a", "c") && !page.has_label("d", "c"));
        assert_eq!(page.metrics["a"]["b"].len(), 2);
    }
}

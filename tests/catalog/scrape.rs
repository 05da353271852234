//! Reads the text of a `/metrics` page, as far as the tests need it.

use std::collections::{BTreeMap, BTreeSet};

/// One series: its labels.
pub type Labels = BTreeMap<String, String>;

/// The series of a page by metric name.
#[derive(Default)]
pub struct Scrape {
    pub series: BTreeMap<String, Vec<Labels>>,
}

impl Scrape {
    /// Adds the series of a page.
    pub fn add(&mut self, text: &str) {
        for line in text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            let (name, labels) = read(line);
            self.series.entry(name).or_default().push(labels);
        }
    }

    /// Names of the labels of a metric.
    pub fn labels(&self, metric: &str) -> BTreeSet<&str> {
        self.series
            .get(metric)
            .into_iter()
            .flatten()
            .flat_map(|labels| labels.keys().map(String::as_str))
            .collect()
    }
}

/// Name and labels of a line `name{label="value",…} number`.
fn read(line: &str) -> (String, Labels) {
    let end = line.find(['{', ' ']).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let mut labels = Labels::new();
    let Some(mut rest) = rest.strip_prefix('{') else {
        return (name.to_owned(), labels);
    };
    while let Some((label, after)) = rest.split_once("=\"") {
        let mut value = String::new();
        let mut characters = after.char_indices();
        let mut close = after.len();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    close = at + 1;
                    break;
                }
                '\\' => match characters.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, escaped)) => value.push(escaped),
                    None => {}
                },
                other => value.push(other),
            }
        }
        labels.insert(label.trim_matches([',', ' ']).to_owned(), value);
        rest = &after[close..];
        if rest.starts_with('}') {
            break;
        }
    }
    (name.to_owned(), labels)
}

#[test]
fn a_line_is_read() {
    let mut scrape = Scrape::default();
    scrape.add("# HELP x y\nx{a=\"1\",b=\"q\\\"}\\n\"} 3 1395066363000\nx 1\n");
    assert_eq!(
        scrape.series["x"],
        [
            Labels::from([("a".into(), "1".into()), ("b".into(), "q\"}\n".into())]),
            Labels::new()
        ]
    );
}

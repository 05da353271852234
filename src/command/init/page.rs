//! A monitoring.toml as it is written for people: tables, keys and comments, one after the other.

use crate::escape::toml;

/// Columns of a comment.
const WIDTH: usize = 118;

/// The text so far.
#[derive(Debug, Default)]
pub struct Page(String);

impl Page {
    /// An empty line, unless there is one.
    pub fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    /// A line as it is.
    pub fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// A comment of as many lines as it takes.
    pub fn comment(&mut self, text: &str) {
        let mut line = String::new();
        for word in toml::comment(text).split_whitespace() {
            if !line.is_empty() && line.chars().count() + word.chars().count() + 3 > WIDTH {
                self.line(&format!("# {line}"));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.line(&format!("# {line}"));
    }

    /// `[a.b]`, after an empty line.
    pub fn table(&mut self, keys: &[&str]) {
        self.gap();
        self.header(keys);
    }

    /// `[a.b]` at once.
    pub fn header(&mut self, keys: &[&str]) {
        let keys: Vec<String> = keys.iter().map(|key| toml::key(key)).collect();
        self.line(&format!("[{}]", keys.join(".")));
    }

    /// `key = value`, the value being TOML already.
    pub fn key(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {value}"));
    }

    /// The same with a comment behind it.
    pub fn noted(&mut self, key: &str, value: &str, note: &str) {
        if note.is_empty() {
            return self.key(key, value);
        }
        let left = format!("{key} = {value}");
        self.line(&format!("{left:32}  # {}", toml::comment(note)));
    }

    /// The whole text.
    pub fn text(&self) -> String {
        format!("{}\n", self.0.trim_end())
    }
}

/// `["a", "b"]`; one alone is a text where that may stand.
pub fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<String> = texts
        .iter()
        .map(|text| toml::string(text.as_ref()))
        .collect();
    format!("[{}]", texts.join(", "))
}

/// `"a"`, or `["a", "b"]`.
pub fn one_or_list<T: AsRef<str>>(texts: &[T]) -> String {
    match texts {
        [one] => toml::string(one.as_ref()),
        many => list(many),
    }
}

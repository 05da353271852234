//! TOML that `monc` writes for people.

/// `text` as a basic string, quotes included.
///
/// Grammar: TOML 1.0 "Basic strings": a quote, a backslash and control characters other than the tabulator are escaped; `\u` takes four
/// hexadecimal digits.
#[must_use]
pub fn string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(control)));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// `text` as a key: bare where it can be.
#[must_use]
pub fn key(text: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !text.is_empty() && text.chars().all(bare) {
        text.to_owned()
    } else {
        string(text)
    }
}

/// `text` as a comment of one line, without its `#`: control characters would end it.
#[must_use]
pub fn comment(text: &str) -> String {
    let fine = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(fine).collect()
}

/// `text` between `'''` on lines of its own, as an expression reads best; a basic string where it cannot be one. A reader gets a line break
/// at the end.
#[must_use]
pub fn block(text: &str) -> String {
    let control = |c: char| c.is_control() && c != '\n';
    if text.contains("'''") || text.contains(control) {
        return string(&format!("{text}\n"));
    }
    format!("'''\n{text}\n'''")
}

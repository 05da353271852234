//! XML.

/// `text` as the content of an element, or of an attribute in double quotes.
///
/// Grammar: `&`, `<`, `>`, `"` as entities; tab and line ends as numbers, which an attribute would otherwise turn into spaces; what
/// XML 1.0 cannot hold at all becomes U+FFFD. Source: XML 1.0, 2.2 and 3.3.3.
#[must_use]
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

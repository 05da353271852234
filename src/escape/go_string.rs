//! Go's interpreted string literal, which PromQL and Go templates share.

use std::fmt::Write as _;

/// `text` as a double-quoted Go string.
///
/// Grammar: `\a \b \f \n \r \t \v \\ \"`, `\xHH`, `\uHHHH`, `\UHHHHHHHH`; no raw newline. What a person could not see in
/// an editor (control characters, the byte order mark, the line and paragraph separators) is written as an escape.
/// Source: the Go specification, "String literals"; `strconv.Unquote`; `util/strutil/quote.go` of Prometheus.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{7f}' => {
                push(&mut quoted, format_args!("\\x{:02x}", u32::from(character)))
            }
            '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                push(&mut quoted, format_args!("\\u{:04x}", u32::from(character)));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _ = text.write_fmt(arguments);
}

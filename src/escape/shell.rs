//! POSIX shell.

/// `text` as one word of a shell command, in single quotes.
///
/// Grammar: between single quotes every character is literal, newlines too; a single quote is written `'\''`. NUL cannot occur
/// in an argument or a variable of any program and is left out. Source: POSIX, Shell Command Language, 2.2.2 "Single-Quotes".
#[must_use]
pub fn word(text: &str) -> String {
    let mut word = String::with_capacity(text.len() + 2);
    word.push('\'');
    for character in text.chars() {
        match character {
            '\'' => word.push_str("'\\''"),
            '\0' => {}
            _ => word.push(character),
        }
    }
    word.push('\'');
    word
}

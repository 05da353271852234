//! Values in a `.env` file, as Docker Compose reads it.

/// `text` as a value, quotes included.
///
/// Grammar: between single quotes everything stands for itself, `$` too, except that a quote needs a backslash, and a backslash
/// before a quote then cannot be written. So single quotes are taken wherever they can be, and otherwise double quotes, where
/// `\\ \" \$ \n \r` are escapes. NUL cannot occur in a variable and is left out.
/// Source: `dotenv/parser.go` and `dotenv/godotenv.go` of compose-go 2; `p$w` and `'p$w'` tried on Compose 2.40.
#[must_use]
pub fn value(text: &str) -> String {
    let text = text.replace('\0', "");
    if !text.contains(['\'', '\r']) && !text.ends_with('\\') {
        return format!("'{text}'");
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '\\' | '"' | '$' => {
                quoted.push('\\');
                quoted.push(character);
            }
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
/// The name of a variable after a text: letters and digits, in capitals, and `_` for all else.
pub fn name(text: &str) -> String {
    let letter = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_ascii_uppercase(),
        false => '_',
    };
    text.chars().map(letter).collect()
}

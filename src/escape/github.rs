//! Workflow commands of GitHub: `::error file=…,line=…::message`.

/// `text` as the message of a command.
///
/// Grammar: `%`, carriage return and line feed as `%HH`. Source: actions/toolkit, `packages/core/src/command.ts`, `escapeData`.
#[must_use]
pub fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// `text` as the value of a property, which `,` and `:` would end. Source: the same file, `escapeProperty`.
#[must_use]
pub fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

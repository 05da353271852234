//! Markdown, as GitHub and Grafana read it (CommonMark with tables, strikethrough and task lists).

/// `text` inside a paragraph or a list item: shown as written, on one line.
///
/// Grammar: a backslash before ASCII punctuation takes its meaning away. What opens markup anywhere is escaped everywhere; what
/// only opens a block (`#`, `-`, `+`, `=`, `1.`) only at the start, so that ordinary prose and metric names stay readable in the
/// source too. Line breaks and control characters become spaces. Source: CommonMark 0.31, 2.4 "Backslash escapes", 6.2
/// "Emphasis" (an underscore between two letters never opens any); GitHub Flavored Markdown, 4.10 and 6.5.
#[must_use]
pub fn text(text: &str) -> String {
    let characters: Vec<char> = one_line(text).chars().collect();
    let mut escaped = String::with_capacity(text.len());
    for (index, &character) in characters.iter().enumerate() {
        let before = index
            .checked_sub(1)
            .and_then(|previous| characters.get(previous));
        let after = characters.get(index + 1);
        let special = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '!' => true,
            '_' => {
                !(before.is_some_and(|c| c.is_alphanumeric())
                    && after.is_some_and(|c| c.is_alphanumeric()))
            }
            // At the start it opens a heading; after a space it may close one.
            '#' => before.is_none_or(|c| *c == ' ' || *c == '#'),
            '-' | '+' | '=' => index == 0,
            '.' | ')' => index > 0 && characters[..index].iter().all(char::is_ascii_digit),
            // GitHub and many others make links of bare addresses.
            ':' => characters[index..].starts_with(&[':', '/', '/']),
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// `text` in a cell of a table: as [`text`]; a pipe is escaped there already.
#[must_use]
pub fn cell(text: &str) -> String {
    self::text(text)
}

/// `text` as the content of a heading, after `## `.
#[must_use]
pub fn heading(text: &str) -> String {
    self::text(text)
}

/// `text` as code within a line, backticks included.
///
/// Grammar: the fence is one backtick longer than the longest run inside; a space on either side is dropped when both are there,
/// so they are added where the content begins or ends with a backtick or a space. Nothing is escaped inside. Code cannot be
/// empty: an empty text gives nothing. Source: CommonMark 0.31, 6.1 "Code spans".
#[must_use]
pub fn code(text: &str) -> String {
    let line = one_line(text);
    if line.is_empty() {
        return String::new();
    }
    let longest = line
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let only_spaces = line.chars().all(|character| character == ' ');
    let padded = !only_spaces && (line.starts_with(['`', ' ']) || line.ends_with(['`', ' ']));
    let space = if padded { " " } else { "" };
    format!("{fence}{space}{line}{space}{fence}")
}

/// `text` as code in a cell of a table.
///
/// Grammar: as [`code`], except that a table is cut into cells before code is looked for, so a pipe needs a backslash even in
/// code, and the backslash is not shown. Source: GitHub Flavored Markdown, 4.10, example 200.
#[must_use]
pub fn cell_code(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// `text` as a block of code, its lines kept; ends with a newline.
///
/// Grammar: nothing is escaped inside; the fence is longer than any run of backticks in the text, so that no line closes it.
/// Source: CommonMark 0.31, 4.5 "Fenced code blocks".
#[must_use]
pub fn block(text: &str, language: &str) -> String {
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            line.chars()
                .map(|c| if c.is_control() && c != '\t' { ' ' } else { c })
                .collect()
        })
        .collect();
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|character| match character {
            '\u{2028}' | '\u{2029}' | '\u{feff}' => ' ',
            control if control.is_control() => ' ',
            other => other,
        })
        .collect();
    line.trim().to_owned()
}

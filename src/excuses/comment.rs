//! `# monc: allow(image/unpinned) until 2027-01-31: built in our own CI`.

use std::ops::Range;

use crate::config::value::Date;

/// How an excuse is written.
pub const FORM: &str = "# monc: allow(image/unpinned): built in our own CI";

/// What an excuse says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Lints, with their bytes in the comment.
    pub ids: Vec<(String, Range<usize>)>,
    /// The last day on which it counts.
    pub until: Option<Date>,
}

/// Why an excuse cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub title: String,
    pub label: &'static str,
}

fn unreadable(title: impl Into<String>, label: &'static str) -> Unreadable {
    Unreadable {
        title: title.into(),
        label,
    }
}

/// Reads a comment, `#` included; nothing, where it is none of ours.
pub fn read(comment: &str) -> Option<Result<Comment, Unreadable>> {
    let rest = comment.strip_prefix('#')?.trim_start();
    let rest = rest.strip_prefix("monc:")?.trim_start();
    let word = rest
        .find(|letter: char| !letter.is_ascii_alphabetic())
        .map_or(rest, |end| &rest[..end]);
    let after = rest[word.len()..].trim_start();
    if word != "allow" {
        return after.starts_with('(').then(|| {
            Err(unreadable(
                format!("monc has no comment `{word}(…)`"),
                "expected `allow(…)`",
            ))
        });
    }
    Some(allow(comment, after))
}

fn allow(comment: &str, after: &str) -> Result<Comment, Unreadable> {
    let no_lint = || {
        unreadable(
            "the excuse names no lint",
            "expected `allow(<lint>): <reason>`",
        )
    };
    let inside = after.strip_prefix('(').ok_or_else(no_lint)?;
    let (list, tail) = inside.split_once(')').ok_or_else(no_lint)?;
    let start = comment.len() - inside.len();
    let mut ids = Vec::new();
    let mut until = None;
    let mut at = start;
    for part in list.split(',') {
        let id = part.trim();
        let begin = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        if let Some(date) = date_after_until(id) {
            until = Some(date?);
        } else if !id.is_empty() {
            ids.push((id.to_owned(), begin..begin + id.len()));
        }
    }
    if ids.is_empty() {
        return Err(no_lint());
    }
    let (before, reason) = tail.split_once(':').unwrap_or((tail, ""));
    if reason.trim().is_empty() {
        return Err(unreadable(
            "the excuse gives no reason",
            "expected `: <reason>` at its end",
        ));
    }
    match date_after_until(before.trim()) {
        Some(date) => until = Some(date?),
        None if before.trim().is_empty() => {}
        None => {
            return Err(unreadable(
                "the excuse cannot be read",
                "expected `until <date>` or `:` after the lints",
            ));
        }
    }
    // People also write the date into the reason.
    if let Some((at, word)) = reason
        .match_indices("until ")
        .find(|(at, _)| reason[..*at].ends_with(|letter: char| !letter.is_alphanumeric()))
    {
        let date = reason[at + word.len()..].split_whitespace().next();
        let date = date
            .unwrap_or_default()
            .trim_end_matches(['.', ',', ';', ')']);
        // "until 5 services are left" is no date.
        if date.len() == "2027-01-31".len() && date.starts_with(|c: char| c.is_ascii_digit()) {
            until = Some(read_date(date)?);
        }
    }
    Ok(Comment { ids, until })
}

/// The date of `until 2027-01-31` or `until = "2027-01-31"`, if the text begins so.
fn date_after_until(text: &str) -> Option<Result<Date, Unreadable>> {
    let rest = text.strip_prefix("until")?;
    let value = rest.trim_start().trim_start_matches('=').trim();
    if !rest.starts_with([' ', '=']) {
        return None;
    }
    Some(read_date(value.trim_matches('"')))
}

fn read_date(text: &str) -> Result<Date, Unreadable> {
    Date::read(text).ok_or_else(|| {
        unreadable(
            format!("`{text}` is no date"),
            "expected a date such as 2027-01-31",
        )
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Comment, read};
    use crate::config::value::Date;

    fn said(text: &str) -> Comment {
        read(text).unwrap().unwrap()
    }

    #[test]
    fn lints_and_dates_are_read() {
        let comment = "#monc:allow( a/b ,c/d): why";
        let found = said(comment);
        let ids: Vec<&str> = found.ids.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["a/b", "c/d"]);
        assert_eq!(&comment[found.ids[1].1.clone()], "c/d");
        let day = Date::read("2027-01-31");
        for text in [
            "# monc: allow(a/b) until 2027-01-31: why",
            "# monc: allow(a/b) until = \"2027-01-31\": why",
            "# monc: allow(a/b, until = \"2027-01-31\"): why",
            "# monc: allow(a/b): moved away (until 2027-01-31).",
        ] {
            assert_eq!(said(text).until, day, "{text}");
        }
        for text in [
            "# monc: allow(a/b): why, until we move",
            "# monc: allow(a/b): until 5 of them are left",
            "# monc: allow(until/never): why",
        ] {
            assert_eq!(said(text).until, None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (text, title) in [
            ("# monc: allow", "the excuse names no lint"),
            ("# monc: allow a/b: why", "the excuse names no lint"),
            ("# monc: allow(): why", "the excuse names no lint"),
            ("# monc: allow(a/b)", "the excuse gives no reason"),
            ("# monc: allow(a/b):  ", "the excuse gives no reason"),
            ("# monc: allow(a/b) why: x", "the excuse cannot be read"),
            (
                "# monc: allow(a/b) until 2027-02-30: x",
                "`2027-02-30` is no date",
            ),
            (
                "# monc: allow(a/b): x until 2027-02-30",
                "`2027-02-30` is no date",
            ),
            ("# monc: ignore(a/b): x", "monc has no comment `ignore(…)`"),
        ] {
            assert_eq!(read(text).unwrap().unwrap_err().title, title, "{text}");
        }
        for text in [
            "# monc: see the manual",
            "# monc is good",
            "# allow(a/b): x",
            "#",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

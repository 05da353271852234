//! Variables of Grafana, which only a dashboard fills in.

use std::ops::Range;

/// The first `$name` or `${name}` outside of a text in quotes, where PromQL knows no `$`.
pub fn dashboard_variable(text: &str) -> Option<Range<usize>> {
    let mut quote = None;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(open), '\\') if open != '`' => {
                letters.next();
            }
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, '$') => {
                let rest = &text[at + 1..];
                let word = |letter: char| letter.is_alphanumeric() || letter == '_';
                let length = match rest.strip_prefix('{') {
                    Some(braced) => braced.find('}')? + 2,
                    None => rest.find(|letter| !word(letter)).unwrap_or(rest.len()),
                };
                return (length > 0).then(|| at..at + 1 + length);
            }
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::dashboard_variable;

    #[test]
    fn variables_are_found() {
        for (text, expected) in [
            ("rate(x[$__rate_interval])", Some("$__rate_interval")),
            ("x{a=\"$b\"} > ${limit}", Some("${limit}")),
            ("x{a=\"$b\"}", None),
            ("x > $", None),
        ] {
            let found = dashboard_variable(text).map(|place| &text[place]);
            assert_eq!(found, expected, "{text}");
        }
    }
}

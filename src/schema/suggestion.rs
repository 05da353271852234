//! What the author of a badly written value most likely meant.

use regex::Regex;

/// Words for units, and the units.
const UNITS: [(&str, &str); 32] = [
    ("milliseconds", "ms"),
    ("millisecond", "ms"),
    ("millis", "ms"),
    ("seconds", "s"),
    ("second", "s"),
    ("secs", "s"),
    ("sec", "s"),
    ("minutes", "m"),
    ("minute", "m"),
    ("mins", "m"),
    ("min", "m"),
    ("hours", "h"),
    ("hour", "h"),
    ("hrs", "h"),
    ("hr", "h"),
    ("days", "d"),
    ("day", "d"),
    ("weeks", "w"),
    ("week", "w"),
    ("years", "y"),
    ("year", "y"),
    ("kb", "kB"),
    ("mb", "MB"),
    ("gb", "GB"),
    ("tb", "TB"),
    ("kib", "KiB"),
    ("mib", "MiB"),
    ("gib", "GiB"),
    ("tib", "TiB"),
    ("g", "GB"),
    ("gi", "GiB"),
    ("mi", "MiB"),
];

/// The text with its blanks, capitals and units mended, if that makes it fit.
pub fn suggestion(text: &str, pattern: &Regex) -> Option<String> {
    if text.len() > 60 || !text.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return None;
    }
    let candidates = if text.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
        quantities(text)
    } else {
        let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
        vec![
            text.trim().to_owned(),
            bare.split(['/', ':'])
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            lower_name(text),
            lower_name(text).to_uppercase().replace('-', "_"),
        ]
    };
    candidates
        .into_iter()
        .find(|candidate| candidate != text && !candidate.is_empty() && pattern.is_match(candidate))
}

/// `30 Days` → `30d`.
fn quantities(text: &str) -> Vec<String> {
    let tight: String = text.split_whitespace().collect();
    let lower = tight.to_lowercase();
    let number: String = lower
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let unit = &lower[number.len()..];
    let with_unit = UNITS
        .iter()
        .find(|(word, _)| *word == unit)
        .map(|(_, unit)| format!("{number}{unit}"));
    [Some(tight), Some(lower.clone()), with_unit]
        .into_iter()
        .flatten()
        .collect()
}

/// `My Shop` → `my-shop`.
fn lower_name(text: &str) -> String {
    text.trim()
        .to_lowercase()
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::suggestion;
    use regex::Regex;

    #[test]
    fn what_was_meant() {
        let duration = Regex::new("^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$").unwrap();
        let size = Regex::new("^[0-9]+(kB|[KMGT]B|[KMGT]iB)$").unwrap();
        let name = Regex::new("^[a-z][a-z-]*$").unwrap();
        assert_eq!(suggestion("30 days", &duration).unwrap(), "30d");
        assert_eq!(suggestion("5M", &duration).unwrap(), "5m");
        assert_eq!(suggestion("20 gb", &size).unwrap(), "20GB");
        assert_eq!(suggestion("My Shop", &name).unwrap(), "my-shop");
        assert_eq!(suggestion("soon", &duration), None);
        let variable = Regex::new("^[A-Za-z_][A-Za-z0-9_]*$").unwrap();
        assert_eq!(suggestion("db password", &variable).unwrap(), "DB_PASSWORD");
    }
}

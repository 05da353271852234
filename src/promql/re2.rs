//! Regular expressions as Prometheus and Alertmanager read them (RE2, Go's `regexp/syntax`), on the engine that is here.

use regex::Regex;

/// Why a regular expression cannot be read, in plain words; `None` when it can.
pub fn unreadable(pattern: &str) -> Option<String> {
    let error = Regex::new(&format!("^(?:{})$", translated(pattern)))
        .err()?
        .to_string();
    let why = error.lines().last().unwrap_or("it does not read");
    Some(why.trim_start_matches("error: ").to_owned())
}

/// The expression of a matcher of Alertmanager: it holds for whole values (`pkg/labels/matcher.go`). `None` when it does not
/// read.
pub fn anchored(pattern: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{})$", translated(pattern))).ok()
}

/// In the words of the engine here. RE2 takes a `{` that begins no repetition for itself, and so `[`, `&&` and `~~` in a
/// class; its `\d`, `\w`, `\s`, `\b` know ASCII only; `\Q…\E` quotes; `\<` and `\>` are `<` and `>`.
fn translated(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        rest = after;
        match letter {
            '\\' if after.starts_with('Q') && !in_class => {
                let (quoted, left) = after[1..].split_once("\\E").unwrap_or((&after[1..], ""));
                out.push_str(&regex::escape(quoted));
                rest = left;
            }
            '\\' => rest = escape(&mut out, after, in_class),
            '[' if in_class && !after.starts_with(':') => out.push_str("\\["),
            '[' if in_class => {
                // A named class: `[:alpha:]`.
                let end = after.find(":]").map_or(after.len(), |end| end + 2);
                out.push('[');
                out.push_str(&after[..end]);
                rest = &after[end..];
            }
            '[' => {
                in_class = true;
                out.push('[');
                if let Some(left) = rest.strip_prefix('^') {
                    out.push('^');
                    rest = left;
                }
                // The first bracket of a class stands for itself.
                if let Some(left) = rest.strip_prefix(']') {
                    out.push_str("\\]");
                    rest = left;
                }
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => {
                out.push('\\');
                out.push(letter);
            }
            '{' if !in_class && !begins_repetition(after) => out.push_str("\\{"),
            _ => out.push(letter),
        }
    }
    out
}

/// What follows a backslash; returns what is left after it.
fn escape<'p>(out: &mut String, after: &'p str, in_class: bool) -> &'p str {
    let Some(letter) = after.chars().next() else {
        out.push('\\');
        return after;
    };
    let rest = &after[letter.len_utf8()..];
    let plain = match letter {
        'd' => Some("0-9"),
        'w' => Some("0-9A-Za-z_"),
        's' => Some("\\t\\n\\f\\r "),
        _ => None,
    };
    let negated = match letter {
        'D' => Some("[^0-9]"),
        'W' => Some("[^0-9A-Za-z_]"),
        'S' => Some("[^\\t\\n\\f\\r ]"),
        _ => None,
    };
    match (plain, negated, letter) {
        (Some(class), _, _) if in_class => out.push_str(class),
        (Some(class), _, _) => out.push_str(&format!("[{class}]")),
        (_, Some(class), _) => out.push_str(class),
        (_, _, 'b') if !in_class => out.push_str("(?-u:\\b)"),
        (_, _, '<' | '>') => out.push(letter),
        // A class of Unicode, a letter by its number: `\p{Greek}`, `\x{10FFFF}`.
        (_, _, 'p' | 'P' | 'x') if rest.starts_with('{') => {
            let end = rest.find('}').map_or(rest.len(), |end| end + 1);
            out.push('\\');
            out.push(letter);
            out.push_str(&rest[..end]);
            return &rest[end..];
        }
        _ => {
            out.push('\\');
            out.push(letter);
        }
    }
    rest
}

fn begins_repetition(rest: &str) -> bool {
    let Some((inside, _)) = rest.split_once('}') else {
        return false;
    };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    !least.is_empty()
        && [least, most]
            .iter()
            .all(|number| number.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{anchored, unreadable};

    #[test]
    fn braces_are_read_as_re2_reads_them() {
        for fine in ["{{x}}", "a{2,3}", "a{2,}", "\\p{L}+", "{", "a|b", "x{y}"] {
            assert_eq!(unreadable(fine), None, "{fine}");
        }
        for wrong in ["a(", "[", "*a", "(?=x)", "\\1"] {
            assert!(unreadable(wrong).is_some(), "{wrong}");
        }
    }

    #[test]
    fn values_match_as_a_whole_and_as_re2_means_it() {
        let holds = |pattern: &str, value: &str| anchored(pattern).unwrap().is_match(value);
        for (pattern, yes, no) in [
            ("a|bc", "bc", "abc"),
            ("\\d+", "12", "٣"),
            ("[\\d.]+", "1.2", "x"),
            ("\\W", "é", "w"),
            ("[[a]+", "[a", "b"),
            ("[a&&b]+", "a&", "c"),
            ("[]x]", "]", "a"),
            ("[^]x]", "a", "]"),
            ("[[:alpha:]-]+", "a-b", "1"),
            ("\\Qa.b\\E.*", "a.bc", "axbc"),
            ("\\<a\\>", "<a>", "a"),
            ("(?i)API", "api", "ap"),
            ("a.b", "axb", "a\nb"),
            ("", "", "a"),
            ("{x}", "{x}", "x"),
        ] {
            assert!(holds(pattern, yes), "{pattern} {yes}");
            assert!(!holds(pattern, no), "{pattern} {no}");
        }
    }
}

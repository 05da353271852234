//! Queries with variables of Grafana in them.

use std::collections::BTreeSet;

use crate::promql::{self, Expr};

/// A query whose variables were replaced.
pub struct Query {
    /// Missing: it does not parse.
    pub parsed: Option<Expr>,
    /// Whether a variable outside of quotes stands for anything at all: then nobody knows whether it parses.
    pub open: bool,
}

/// A variable in a text: where it stands, and its name.
pub fn variables(text: &str) -> Vec<(std::ops::Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['$', '[']) {
        let start = at + next;
        let rest = &text[start..];
        let (name, end) = if let Some(inside) = rest.strip_prefix("${") {
            let Some(close) = inside.find('}') else { break };
            (&inside[..close], start + 2 + close + 1)
        } else if let Some(inside) = rest.strip_prefix("[[") {
            let Some(close) = inside.find("]]") else {
                at = start + 2;
                continue;
            };
            (&inside[..close], start + 2 + close + 2)
        } else if let Some(inside) = rest.strip_prefix('$') {
            let length = inside
                .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                .unwrap_or(inside.len());
            (&inside[..length], start + 1 + length)
        } else {
            at = start + 1;
            continue;
        };
        // `${name:regex}`, `${name.field}`
        let name = name.split([':', '.']).next().unwrap_or(name);
        let named = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        if named {
            found.push((start..end, name));
        }
        at = end.max(start + 1);
    }
    found
}

/// Grafana's own: `__interval`, `__rate_interval`, `__range`, …
pub fn is_built_in(name: &str) -> bool {
    name.starts_with("__") || ["timeFilter", "interval", "datasource"].contains(&name)
}

/// As Prometheus would see it.
pub fn read(text: &str) -> Query {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut open = false;
    for (range, name) in variables(text) {
        out.push_str(&text[at..range.start]);
        at = range.end;
        let before = out.trim_end();
        let quoted = is_quoted(&out);
        let in_range = before.ends_with('[') || before.ends_with(':') || before.ends_with("offset");
        out.push_str(match name {
            _ if quoted => "x",
            "__range_s" | "__interval_ms" | "__range_ms" | "__from" | "__to" => "300",
            _ if name.starts_with("__") || in_range => "5m",
            _ => {
                open = true;
                "x"
            }
        });
    }
    out.push_str(&text[at..]);
    Query {
        parsed: promql::parse(&out).ok(),
        open,
    }
}

/// Whether a text ends inside quotes.
fn is_quoted(text: &str) -> bool {
    let mut open = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (open, letter) {
            (Some(quote), _) if letter == quote => open = None,
            (Some(quote), '\\') if quote != '`' => drop(letters.next()),
            (None, '"' | '\'' | '`') => open = Some(letter),
            _ => {}
        }
    }
    open.is_some()
}

/// Every name that a text uses as a variable.
pub fn used(text: &str) -> BTreeSet<&str> {
    variables(text).into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::{read, used};

    #[test]
    fn variables_are_found_in_all_forms() {
        let text =
            "rate(a{b=\"$c\", d=~\"${e:regex}\", f=\"[[g]]\"}[$__rate_interval]) * $h_1 + 5$ + $1";
        let names: Vec<&str> = used(text).into_iter().collect();
        assert_eq!(names, ["__rate_interval", "c", "e", "g", "h_1"]);
        assert_eq!(used("a[5m] and b[[").len(), 0);
    }

    #[test]
    fn queries_parse_with_their_variables() {
        for (text, parses, open) in [
            ("rate(a{b=~\"$c\"}[$__rate_interval])", true, false),
            ("rate(a[$interval])", true, false),
            ("sum by ($group) (a)", true, true),
            ("increase(a[${__range}])", true, false),
            ("a / $__range_s", true, false),
            ("rate(a[5m]", false, false),
            ("topk($n, a)", false, true),
            ("a{b=\"it's $c\"}", true, false),
        ] {
            let query = read(text);
            assert_eq!(
                (query.parsed.is_some(), query.open),
                (parses, open),
                "{text}"
            );
        }
    }
}

//! Templates of labels and annotations, as far as people get them wrong: braces that stay open, functions that there are not. All of
//! Go's template language is for promtool to judge.

use std::ops::Range;

use crate::diagnostic::nearest;

/// Functions of a template: those of Prometheus 3.13 (`template/template.go`), then those of Go's `text/template`.
const FUNCTIONS: [&str; 48] = [
    "args",
    "externalURL",
    "first",
    "graphLink",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "label",
    "match",
    "now",
    "parseDuration",
    "pathPrefix",
    "query",
    "reReplaceAll",
    "safeHtml",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "tableLink",
    "title",
    "toDuration",
    "toLower",
    "toTime",
    "toUpper",
    "urlQueryEscape",
    "value",
    "and",
    "call",
    "eq",
    "ge",
    "gt",
    "html",
    "index",
    "js",
    "le",
    "len",
    "lt",
    "ne",
    "not",
    "or",
    "print",
    "printf",
    "println",
    "slice",
    "urlquery",
];

/// The first mistake of a text: where, what, and what to do.
pub fn wrong(text: &str) -> Option<(Range<usize>, String, String)> {
    let mut at = 0;
    while let Some(found) = text.get(at..)?.find("{{") {
        let open = at + found;
        let inside = open + 2;
        let Some(length) = text.get(inside..)?.find("}}") else {
            return Some((
                open..open + 2,
                "a template is never closed".to_owned(),
                "close it with `}}`".to_owned(),
            ));
        };
        let action = text.get(inside..inside + length)?;
        // A `|` in quotes joins nothing.
        if !action.contains(['"', '`', '\'']) {
            let mut start = inside;
            for (number, stage) in action.split('|').enumerate() {
                let begin = start + (stage.len() - stage.trim_start().len());
                let name = stage.split_whitespace().next().unwrap_or_default();
                start += stage.len() + 1;
                let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
                if number > 0 && plain && !FUNCTIONS.contains(&name) {
                    let near = nearest(name, FUNCTIONS);
                    return Some((
                        begin..begin + name.len(),
                        format!("templates have no function `{name}`"),
                        near.map_or_else(
                            || "take it out".to_owned(),
                            |near| format!("did you mean `{near}`?"),
                        ),
                    ));
                }
            }
        }
        at = inside + length + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn what_people_get_wrong_is_found_where_it_is() {
        for fine in [
            "",
            "plain",
            "{{ $value }}",
            "{{ $value | humanize }} of {{ $labels.job }}",
            "{{ with query \"up | x\" }}{{ . | first | value }}{{ end }}",
            "{{ $value | printf \"%.2f\" }}",
            "100% {of} it }}",
        ] {
            assert_eq!(wrong(fine), None, "{fine}");
        }
        for (text, part) in [
            ("{{ $labels.instance is down", "{{"),
            ("{{ $value }} and {{ $value", "{{"),
            ("{{ $value | humanise }}", "humanise"),
            ("é {{ $value | humanize | bold }}", "bold"),
        ] {
            let found = wrong(text).map(|(range, _, _)| text[range].to_owned());
            assert_eq!(found.as_deref(), Some(part), "{text}");
        }
    }
}

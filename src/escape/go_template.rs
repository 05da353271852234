//! Go templates: annotations of Prometheus, messages of Alertmanager.

use super::go_string;

/// `text`, to stand literally *outside* the actions of a template.
///
/// Grammar: only `{{` is special there; `}}` alone is text. A brace at the very end is taken apart as well, since the
/// emitter may go on with an action of its own, and `{` before `{{ $value }}` would open the action one brace too early.
/// Source: `text/template` and `text/template/parse/lex.go` of Go (`lexText` looks for the first left delimiter).
#[must_use]
pub fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, from_brace) = rest.split_at(start);
        let after = from_brace.trim_start_matches('{');
        let braces = &from_brace[..from_brace.len() - after.len()];
        escaped.push_str(before);
        if braces.len() > 1 || after.is_empty() {
            escaped.push_str("{{ \"");
            escaped.push_str(braces);
            escaped.push_str("\" }}");
        } else {
            escaped.push_str(braces);
        }
        rest = after;
    }
    escaped.push_str(rest);
    escaped
}

/// `text` as a string constant *inside* an action: `{{ if eq .Labels.service "…" }}`.
///
/// Grammar: a Go string literal; braces in it are text. Source: `lexQuote` in `text/template/parse/lex.go`, then `strconv.Unquote`.
#[must_use]
pub fn string(text: &str) -> String {
    go_string::quote(text)
}

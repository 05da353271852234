//! Places where a `$` starts a variable: Compose, `.env`, Prometheus, Grafana. The readers are models of each tool's own.

use crate::texts::for_all;
use monc::escape::{compose, dotenv, grafana, relabel};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Compose: `template/template.go` of compose-go. `None` where a variable would be read.
fn compose_reads(value: &str) -> Option<String> {
    let mut output = String::new();
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '$' {
            output.push(character);
            continue;
        }
        match characters.peek() {
            Some('$') => {
                characters.next();
                output.push('$');
            }
            Some(next) if next.is_ascii_alphabetic() || matches!(next, '_' | '{') => return None,
            // A lone dollar is an error or stays, by version.
            _ => return None,
        }
    }
    Some(output)
}

#[test]
fn compose_reads_no_variable() {
    assert_eq!(compose_reads("a$HOME"), None);
    for_all(|text| {
        assert_eq!(
            compose_reads(&compose::value(text)).as_deref(),
            Some(text),
            "{text:?}"
        )
    });
}

/// `os.Expand` of Go, as Prometheus calls it for external labels (`$$` is a dollar), and `Regexp.Expand` for replacements: in both
/// a `$` is followed by a dollar, or by a name or a group, or dropped.
fn go_expands(value: &str) -> Option<String> {
    static PIECES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\$(\$|\{[^}]*\}|\w+)?").unwrap());
    let mut names = false;
    let output = PIECES.replace_all(value, |found: &Captures<'_>| {
        match found.get(1).map(|name| name.as_str()) {
            Some("$") => "$".to_owned(),
            _ => {
                names = true;
                String::new()
            }
        }
    });
    (!names).then(|| output.clone().into_owned())
}

#[test]
fn prometheus_expands_nothing() {
    assert_eq!(go_expands("a$1"), None);
    for_all(|text| {
        assert_eq!(
            go_expands(&relabel::replacement(text)).as_deref(),
            Some(text),
            "{text:?}"
        );
        assert_eq!(
            go_expands(&relabel::external_label(text)).as_deref(),
            Some(text),
            "{text:?}"
        );
    });
}

/// Grafana: `pkg/services/provisioning/values` cuts at `$$`, expands each piece, and joins them with a dollar.
fn grafana_provisions(value: &str) -> Option<String> {
    let pieces: Vec<&str> = value.split("$$").collect();
    pieces
        .iter()
        .all(|piece| !piece.contains('$'))
        .then(|| pieces.join("$"))
}

#[test]
fn grafana_provisions_what_is_meant() {
    assert_eq!(grafana_provisions("$__file{/etc/passwd}"), None);
    for_all(|text| {
        assert_eq!(
            grafana_provisions(&grafana::provisioning(text)).as_deref(),
            Some(text),
            "{text:?}"
        )
    });
}

const VARIABLES: [&str; 2] = ["service", "instance"];

/// Grafana's own expression for variables; a name that is not a variable stays as it is.
fn grafana_hits(text: &str) -> bool {
    static VARIABLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^\}]+))?(?::([^\}]+))?}")
            .unwrap()
    });
    VARIABLE.captures_iter(text).any(|found| {
        [1, 2, 4]
            .into_iter()
            .filter_map(|group| found.get(group))
            .any(|name| VARIABLES.contains(&name.as_str()) || name.as_str().starts_with("__"))
    })
}

#[test]
fn dashboards_show_what_is_meant() {
    assert!(grafana_hits("a $service"));
    assert!(grafana_hits("a [[service:raw]]"));
    assert!(grafana_hits("a ${service.text}"));
    for_all(|text| {
        let shown = grafana::dashboard_text(text, &VARIABLES);
        assert!(!grafana_hits(&shown), "{text:?} → {shown:?}");
        if !grafana_hits(text) {
            // What is no reference is not touched, up to an unfinished one.
            assert_eq!(shown.replace('＄', "$").replace("［［", "[["), *text);
        }
        assert!(!grafana_hits(&grafana::markdown(text)), "{text:?}");
    });
    assert_eq!(
        grafana::dashboard_text("costs 5$, $HOME", &VARIABLES),
        "costs 5$, $HOME"
    );
}

/// `.env`: `extractQuotedValue`, `expandEscapes` and the expansion of compose-go's `dotenv`.
fn dotenv_reads(line: &str) -> Option<String> {
    let quote = line.chars().next()?;
    let mut raw = String::new();
    let mut characters = line[1..].chars();
    loop {
        match characters.next()? {
            '\\' => {
                let escaped = characters.next()?;
                if escaped != quote {
                    raw.push('\\');
                }
                raw.push(escaped);
            }
            character if character == quote => break,
            character => raw.push(character),
        }
    }
    if !characters.as_str().is_empty() {
        return None;
    }
    if quote == '\'' {
        return Some(raw);
    }
    static ESCAPES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"\\([abcfnrtv$"\\]|0\d{0,3})"#).unwrap());
    let expanded = ESCAPES.replace_all(&raw, |found: &Captures<'_>| match &found[1] {
        "n" => "\n".to_owned(),
        "r" => "\r".to_owned(),
        "$" => "$$".to_owned(),
        other => other.to_owned(),
    });
    compose_reads(&expanded)
}

#[test]
fn dotenv_keeps_values() {
    assert_eq!(dotenv_reads("\"a$HOME\""), None);
    assert_eq!(dotenv::value("p$w"), "'p$w'");
    for_all(|text| {
        let written = dotenv::value(text);
        assert_eq!(
            dotenv_reads(&written),
            Some(text.replace('\0', "")),
            "{text:?} → {written:?}"
        );
    });
}

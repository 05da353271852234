//! XML, read back by roxmltree, and GitHub's workflow commands, by the runner's own steps.

use crate::texts::for_all;
use monc::escape::{github, url, xml};

/// What XML 1.0 can hold at all.
fn held(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' | '\n' | '\r' => character,
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            other => other,
        })
        .collect()
}

#[test]
fn xml_says_what_was_meant() {
    for_all(|text| {
        let escaped = xml::text(text);
        let source = format!("<a b=\"{escaped}\">{escaped}</a>");
        let document = roxmltree::Document::parse(&source).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("b").unwrap(), held(text), "{text:?}");
        assert_eq!(root.text().unwrap_or_default(), held(text), "{text:?}");
        assert_eq!(root.children().filter(|node| node.is_element()).count(), 0);
    });
}

/// Source: actions/runner, `ActionCommand.cs`: the first `::` after the properties ends them, `,` separates, `=` once.
#[test]
fn commands_of_github_end_where_they_should() {
    for_all(|text| {
        let line = format!(
            "::error file={},line=1::{}",
            github::property(text),
            github::message(text)
        );
        assert_eq!(line.lines().count(), 1, "{text:?}");
        let (properties, message) = line["::error ".len()..].split_once("::").unwrap();
        let (file, rest) = properties.split_once(',').unwrap();
        assert_eq!(rest, "line=1");
        let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n");
        let property = |text: &str| data(text).replace("%3A", ":").replace("%2C", ",");
        assert_eq!(property(&file["file=".len()..]).replace("%25", "%"), text);
        assert_eq!(data(message).replace("%25", "%"), text);
    });
}

#[test]
fn a_path_is_one_reference() {
    for_all(|text| {
        let reference = url::path(text);
        assert!(
            reference.bytes().all(|byte| byte.is_ascii_graphic()),
            "{reference}"
        );
        let rest = reference.strip_prefix("file://").unwrap_or(&reference);
        assert!(!rest.contains([':', '?', '#', '<', '"']), "{reference}");
    });
}

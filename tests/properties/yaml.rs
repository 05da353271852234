//! YAML and JSON, read back by another implementation than the one that writes.

use crate::texts::for_all;
use monc::emit::{json, yaml};
use serde_json::{Value, json};

/// What `yaml::to_string` says it changes: tabs at the start of a line of a text of several lines.
fn meant(text: &str) -> String {
    if !text.contains('\n') {
        return text.to_owned();
    }
    text.split('\n')
        .map(|line| {
            let content = line.trim_start_matches([' ', '\t']);
            line[..line.len() - content.len()].replace('\t', "  ") + content
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn read(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn values_come_back() {
    for_all(|text| {
        let value = |text: &str| {
            json!({
                "expr": text,
                "list": [text, [text], { "deep": { "er": [{ "a": text, "b": text }] } }],
                "last": text,
            })
        };
        let written = yaml::to_string("made", &value(text));
        assert_eq!(read(&written), value(&meant(text)), "{written}");
    });
}

#[test]
fn keys_come_back() {
    for_all(|text| {
        let value = json!({ "labels": { text: "a", "other": { text: text.replace('\t', " ") } } });
        let written = yaml::to_string("made", &value);
        let back = read(&written);
        assert_eq!(back["labels"][text], json!("a"), "{written}");
        assert_eq!(
            back["labels"]["other"]
                .as_object()
                .unwrap()
                .keys()
                .next()
                .unwrap(),
            text,
            "{written}"
        );
    });
}

#[test]
fn a_document_of_one_text_comes_back() {
    for_all(|text| {
        let written = yaml::to_string("", &text);
        assert_eq!(read(&written), json!(meant(text)), "{written}");
    });
}

#[test]
fn a_header_is_comment_whatever_it_says() {
    for_all(|text| {
        let written = yaml::to_string(text, &json!({ "a": 1 }));
        assert_eq!(read(&written), json!({ "a": 1 }), "{written}");
    });
}

#[test]
fn json_comes_back() {
    for_all(|text| {
        let value = json!({ text: [text, { "a": text }] });
        let written = json::to_string(&value);
        assert!(written.ends_with('\n'));
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), value);
        // JSON is YAML, but for a few characters that YAML wants escaped and keys of more than 1024: a reader that shares nothing with serde_json.
        if text.len() < 1000
            && !text.contains(|character: char| {
                character.is_control()
                    || "\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}".contains(character)
            })
        {
            assert_eq!(read(&written), value);
        }
    });
}

/// The rules of YAML 1.1 by which PyYAML, Ansible and kubectl's reader turn plain text into something else.
#[test]
fn nothing_is_left_bare_that_yaml_1_1_takes_for_something_else() {
    let other = regex::Regex::new(
        r"(?x)^(?: ~ | null | Null | NULL | | y | Y | yes | Yes | YES | n | N | no | No | NO | true | True | TRUE | false | False | FALSE
        | on | On | ON | off | Off | OFF | = | << | [-+]?0b[0-1_]+ | [-+]?0[0-7_]+ | [-+]?(?:0|[1-9][0-9_]*) | [-+]?0x[0-9a-fA-F_]+
        | [-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+ | [-+]?(?:[0-9][0-9_]*)?\.[0-9_]*(?:[eE][-+]?[0-9]+)? | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*
        | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN) | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[\ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?[\ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?)?)? )$",
    )
    .unwrap();
    for_all(|text| {
        let written = yaml::to_string("", &json!({ "key": text }));
        let bare = written
            .strip_prefix("key: ")
            .unwrap()
            .trim_end_matches('\n');
        if bare == text {
            assert!(!other.is_match(bare), "{written}");
        }
        let written = yaml::to_string("", &json!({ text: 1 }));
        if let Some(bare) = written.strip_suffix(": 1\n")
            && bare == text
        {
            assert!(!other.is_match(bare), "{written}");
        }
    });
}

#[test]
fn long_and_many_lined_texts_read_well() {
    let long = format!(
        "sum by (service) (rate({}[5m])) > 1",
        "a_very_long_name_".repeat(10)
    );
    let value = json!({
        "groups": [{ "name": "http", "rules": [{ "expr": "sum(\n  rate(a[5m])\n)\n> 1\n", "for": "5m", "labels": { "on": "no" } }] }],
        "long": long,
        "empty": {},
    });
    assert_eq!(
        yaml::to_string("Made by monc.\n\nDo not edit.", &value),
        format!(
            "\
# Made by monc.
#
# Do not edit.
groups:
  - name: http
    rules:
      - expr: |
          sum(
            rate(a[5m])
          )
          > 1
        for: 5m
        labels:
          \"on\": \"no\"
long: {long}
empty: {{}}
"
        )
    );
}

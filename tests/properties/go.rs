//! Go strings and Go templates.
//!
//! The reader of templates is a model of `text/template/parse/lex.go`: text runs to the first `{{`; the only action it knows is a
//! string constant, which is `strconv.Unquote`d; anything else is a syntax error, as it would change what a template does.

use crate::texts::for_all;
use monc::escape::placeholder::{self, Label, Piece, pieces};
use monc::escape::{go_template, promql};

/// `strconv.Unquote` for a double-quoted string at the start of `source`: its value, and what follows.
pub fn unquote(source: &str) -> Result<(String, &str), String> {
    let mut characters = source.strip_prefix('"').ok_or("no quote")?.chars();
    let mut value = String::new();
    loop {
        match characters.next().ok_or("not terminated")? {
            '"' => return Ok((value, characters.as_str())),
            '\n' => return Err("raw newline".to_owned()),
            '\\' => {
                let (digits, escaped) = match characters.next().ok_or("not terminated")? {
                    'a' => (0, '\u{7}'),
                    'b' => (0, '\u{8}'),
                    'f' => (0, '\u{c}'),
                    'n' => (0, '\n'),
                    'r' => (0, '\r'),
                    't' => (0, '\t'),
                    'v' => (0, '\u{b}'),
                    '\\' => (0, '\\'),
                    '"' => (0, '"'),
                    // A byte in Go; the same as a code point below 0x80 only.
                    'x' => (2, '\0'),
                    'u' => (4, '\0'),
                    'U' => (8, '\0'),
                    other => return Err(format!("unknown escape {other:?}")),
                };
                if digits == 0 {
                    value.push(escaped);
                    continue;
                }
                let hex: String = characters.by_ref().take(digits).collect();
                let code = u32::from_str_radix(&hex, 16).map_err(|error| error.to_string())?;
                if digits == 2 && code >= 0x80 {
                    return Err("a lone byte is not UTF-8".to_owned());
                }
                value.push(char::from_u32(code).ok_or("not a character")?);
            }
            other => value.push(other),
        }
    }
}

fn execute(template: &str) -> Result<String, String> {
    let mut output = String::new();
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        output.push_str(&rest[..start]);
        let inside = &rest[start + 2..];
        if inside.starts_with("- ") {
            return Err("trims the text before it".to_owned());
        }
        let (value, after) = unquote(inside.trim_start())?;
        output.push_str(&value);
        rest = after
            .trim_start()
            .strip_prefix("}}")
            .ok_or("more than a constant")?;
    }
    output.push_str(rest);
    Ok(output)
}

#[test]
fn text_stays_text() {
    for_all(|text| {
        assert_eq!(
            execute(&go_template::text(text)).as_deref(),
            Ok(text),
            "{text:?}"
        )
    });
}

#[test]
fn text_between_actions_stays_text() {
    for_all(|text| {
        let template = format!(
            "{{{{ \"<\" }}}}{}{{{{ \">\" }}}}{0}{0}",
            go_template::text(text)
        );
        assert_eq!(
            execute(&template),
            Ok(format!("<{text}>{text}{text}")),
            "{text:?}"
        );
    });
}

/// Placeholders apart, a text of an alert stays text: between actions that are exactly ours, everything reads back as written.
#[test]
fn only_placeholders_are_actions() {
    for_all(|text| {
        for text in [
            text.to_owned(),
            format!("{text}{{{{ $value }}}}{text}"),
            format!("{text}{{{{$labels.service|humanize}}}}{{{{ $labels.nothing }}}}{text}"),
        ] {
            let template = placeholder::template(&text, |name| match name {
                "service" => Label::Series,
                _ => Label::Missing,
            });
            let actions = ["{{ $value }}", "{{ $labels.service | humanize }}"];
            // Ours become constants that no text holds, so that the reader above sees only constants.
            let mut marked = template.clone();
            for action in actions {
                marked = marked.replace(action, "{{ \"\u{1}\" }}");
            }
            let expected: String = pieces(&text)
                .into_iter()
                .map(|(range, piece)| match piece {
                    Piece::Placeholder { .. } if !text[range.clone()].contains("nothing") => {
                        "\u{1}"
                    }
                    _ => &text[range],
                })
                .collect();
            assert_eq!(execute(&marked), Ok(expected), "{text:?}: {template:?}");
        }
    });
}

#[test]
fn constants_keep_their_value() {
    for_all(|text| {
        assert_eq!(
            unquote(&go_template::string(text)),
            Ok((text.to_owned(), "")),
            "{text:?}"
        );
        assert_eq!(
            unquote(&promql::string(text)),
            Ok((text.to_owned(), "")),
            "{text:?}"
        );
        let template = format!("{{{{ {} }}}}", go_template::string(text));
        assert_eq!(execute(&template).as_deref(), Ok(text), "{text:?}");
    });
}

#[test]
fn the_model_knows_an_action_when_it_sees_one() {
    assert!(execute("{{ .Foo }}").is_err());
    assert!(execute("a{{{ \"b\" }}").is_err());
    assert_eq!(execute("{{ \"{{\" }} a }}").as_deref(), Ok("{{ a }}"));
}

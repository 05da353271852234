//! YAML files. The only place that knows the YAML crate.

use serde::Serialize;
use serde_json::Value;

/// `value` as YAML below `header`, each line of which becomes a comment.
///
/// Strings that a YAML 1.1 reader takes for something else (`on`, `012`, `12:30`, `1_000`, dates, `=`, `<<`) are quoted; a text of
/// several lines is a literal block, which reads well in a diff; no line is folded; there are no anchors. Keys keep their order.
///
/// One thing is changed: tabs that start a line of such a text become two spaces each, since YAML readers disagree about tabs
/// in an indentation. Blank space at the start of a line means nothing in PromQL, templates and prose.
#[must_use]
pub fn to_string<T: Serialize>(header: &str, value: &T) -> String {
    let mut text = String::new();
    for line in header.lines() {
        text.push('#');
        if !line.is_empty() {
            text.push(' ');
            // What a reader may take for the end of the line would end the comment.
            text.extend(line.chars().filter(|character| !ends_or_hides(*character)));
        }
        text.push('\n');
    }
    match body(value) {
        Ok(body) => text.push_str(&body),
        Err(error) => unreachable!("our own types have string keys, so they are YAML: {error}"),
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn body<T: Serialize>(value: &T) -> Result<String, Box<dyn std::error::Error>> {
    let mut value = serde_json::to_value(value)?;
    spaces_for_tabs(&mut value);
    let options = serde_saphyr::ser_options! {
        folded_wrap_chars: usize::MAX,
        compact_list_indent: false,
    };
    Ok(serde_saphyr::to_string_with_options(&value, options)?)
}

fn ends_or_hides(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

fn spaces_for_tabs(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('\n') && text.contains('\t') => *text = spaced(text),
        Value::Array(items) => items.iter_mut().for_each(spaces_for_tabs),
        Value::Object(entries) => entries.values_mut().for_each(spaces_for_tabs),
        _ => {}
    }
}

fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t']);
        for blank in line[..line.len() - content.len()].chars() {
            spaced.push_str(if blank == '\t' { "  " } else { " " });
        }
        spaced.push_str(content);
    }
    spaced
}

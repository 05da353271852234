//! Grafana: files under `provisioning/`, and texts that a dashboard shows.

/// `text` as a value in a provisioning file.
///
/// Grammar: `$NAME`, `${NAME}`, `$__env{…}` and `$__file{…}` are replaced in every string, `$$` is a dollar. Dashboard JSON is
/// *not* such a file. Source: Grafana's documentation, "Provisioning"; `pkg/services/provisioning/values`.
#[must_use]
pub fn provisioning(text: &str) -> String {
    text.replace('$', "$$")
}

/// `text` as a title, a description or a legend of a dashboard that declares `variables`.
///
/// Grammar: `$name`, `${name}` (also `${name:format}`, `${name.field}`) and `[[name]]` are replaced where `name` is a variable of
/// the dashboard or one of Grafana's own (`__interval`, `timeFilter`, …); others are shown as written. There is no escape. So the
/// text is kept as it is unless a reference would hit, and then its `$` or `[[` is written with the full-width form (`＄`, `［［`):
/// a reader sees the same words. Source: `variableRegex` and `TemplateSrv.replace` of Grafana.
#[must_use]
pub fn dashboard_text(text: &str, variables: &[&str]) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let (opening, replacement) = if rest.starts_with("${") {
            ("${", "＄{")
        } else if rest.starts_with('$') {
            ("$", "＄")
        } else if rest.starts_with("[[") {
            ("[[", "［［")
        } else {
            escaped.push(character);
            rest = &rest[character.len_utf8()..];
            continue;
        };
        rest = &rest[opening.len()..];
        let hit = is_variable(word(rest), variables);
        escaped.push_str(if hit { replacement } else { opening });
    }
    escaped
}

/// `text`, already Markdown, as the content of a text panel or of a description that Grafana renders.
///
/// Grammar: as [`dashboard_text`], and variables are replaced before Markdown is read, so a character reference hides the dollar
/// and the brackets from them and shows as itself. Source: as above; CommonMark, "Entity and numeric character references".
#[must_use]
pub fn markdown(text: &str) -> String {
    text.replace('$', "&#36;").replace("[[", "&#91;&#91;")
}

fn word(text: &str) -> &str {
    let end = text
        .find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
        .unwrap_or(text.len());
    &text[..end]
}

fn is_variable(name: &str, variables: &[&str]) -> bool {
    name.starts_with("__")
        || matches!(name, "timeFilter" | "interval" | "interval_ms")
        || variables.contains(&name)
}

//! Matchers of one label that no value satisfies.

use promql_parser::label::{MatchOp, Matcher};

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::expressions::matchers;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for expression in &context.expressions {
        for node in expression.nodes() {
            let all = matchers(node);
            let Some(label) = contradicted(all) else {
                continue;
            };
            let said: Vec<String> = all
                .iter()
                .filter(|matcher| matcher.name == label)
                .map(|matcher| format!("`{}{}{:?}`", matcher.name, matcher.op, matcher.value))
                .collect();
            let place = expression.place(expression.located.matcher(node, label));
            let finding = Diagnostic::error(
                "promql/contradiction",
                format!("no value of `{label}` satisfies this selector"),
            );
            out.push(
                finding
                    .at(place, format!("nothing is {}", said.join(" and ")))
                    .help(
                        "take one of the matchers out; for one value or another write `=~\"a|b\"`",
                    ),
            );
        }
    }
}

/// The first label whose matchers exclude each other.
fn contradicted(matchers: &[Matcher]) -> Option<&str> {
    let labels = matchers.iter().map(|matcher| matcher.name.as_str());
    labels.into_iter().find(|label| {
        let own: Vec<&Matcher> = matchers.iter().filter(|one| one.name == *label).collect();
        let anything =
            |matcher: &&&Matcher| matches!(matcher.op, MatchOp::NotRe(_)) && matcher.value == ".*";
        if own.iter().any(|matcher| anything(&matcher)) {
            return true;
        }
        // Where some matcher lists its values, each of them can be tried.
        own.iter()
            .filter_map(|matcher| values(matcher))
            .any(|values| {
                !values
                    .iter()
                    .any(|value| own.iter().all(|matcher| matcher.is_match(value)))
            })
    })
}

/// All values that the matcher takes, if it says so.
fn values(matcher: &Matcher) -> Option<Vec<&str>> {
    match matcher.op {
        MatchOp::Equal => Some(vec![matcher.value.as_str()]),
        MatchOp::Re(_) => {
            let plain = |letter: char| letter.is_alphanumeric() || "-_/: |".contains(letter);
            matcher
                .value
                .chars()
                .all(plain)
                .then(|| matcher.value.split('|').collect())
        }
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::contradicted;
    use crate::lints::promql::expressions::matchers;
    use crate::promql::parse;

    #[test]
    fn contradictions_are_known() {
        for (text, expected) in [
            (r#"x{a="b",a="c"}"#, Some("a")),
            (r#"x{a="b",a!~"b|c"}"#, Some("a")),
            (r#"x{a=~"b|c",a="d"}"#, Some("a")),
            (r#"x{a=~"b|c",a=~"d|e"}"#, Some("a")),
            (r#"x{a!~".*"}"#, Some("a")),
            (r#"x{a="",a!=""}"#, Some("a")),
            (r#"x{a=~"b|c",a!="b"}"#, None),
            (r#"x{a=~"b.*",a=~"c.*"}"#, None),
            (r#"x{a!="b",a!="c"}"#, None),
            (r#"x{a=~".+",a!~"b.*"}"#, None),
            (r#"x{a="b",c="d"}"#, None),
        ] {
            assert_eq!(
                contradicted(matchers(&parse(text).unwrap())),
                expected,
                "{text}"
            );
        }
    }
}

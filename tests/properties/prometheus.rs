//! PromQL, regular expressions and Alertmanager matchers.

use crate::go::unquote;
use crate::texts::for_all;
use monc::escape::matcher::{Operator, matcher};
use monc::escape::{promql, relabel, url};
use promql_parser::parser::{self, Expr};
use regex::Regex;
use std::sync::LazyLock;

#[test]
fn strings_survive_a_parser_of_promql() {
    for_all(|text| {
        let query = format!("count_values({}, up)", promql::string(text));
        let Ok(Expr::Aggregate(aggregate)) = parser::parse(&query) else {
            panic!("{text:?} → {query}");
        };
        let Some(Expr::StringLiteral(literal)) = aggregate.param.as_deref() else {
            panic!("{text:?} → {query}");
        };
        assert_eq!(literal.val, text);
    });
}

#[test]
fn label_values_survive_a_parser_of_promql() {
    for_all(|text| {
        let query = format!("up{{service={}}}", promql::string(text));
        let Ok(Expr::VectorSelector(selector)) = parser::parse(&query) else {
            panic!("{text:?} → {query}");
        };
        assert_eq!(selector.matchers.find_matchers("service")[0].value, text);
    });
}

/// As Prometheus and Alertmanager compile it.
fn anchored(expression: &str) -> Regex {
    Regex::new(&format!("^(?s:{expression})$")).unwrap()
}

#[test]
fn literals_match_themselves_only() {
    for_all(|text| {
        for expression in [promql::regex_literal(text), relabel::regex(text)] {
            let expression = anchored(&expression);
            assert!(expression.is_match(text), "{text:?}");
            assert!(!expression.is_match(&format!("{text}x")), "{text:?}");
            assert!(!expression.is_match(&format!("x{text}")), "{text:?}");
            for (index, character) in text.char_indices().take(40) {
                let other = format!(
                    "{}\u{1F6B2}{}",
                    &text[..index],
                    &text[index + character.len_utf8()..]
                );
                assert!(!expression.is_match(&other), "{text:?} matches {other:?}");
            }
        }
    });
}

#[test]
fn alternations_match_their_names_only() {
    for_all(|text| {
        let expression = anchored(&promql::alternation(["api", text, "db|x"]));
        for name in ["api", text, "db|x"] {
            assert!(expression.is_match(name), "{text:?}");
        }
        for name in ["ap", "apis", "xapi", "db", "x|db"] {
            assert_eq!(expression.is_match(name), name == text, "{text:?} {name}");
        }
    });
}

/// `pkg/labels/parse.go` of Alertmanager, for one matcher with a quoted value.
fn older_parser(input: &str) -> Option<(String, String, String)> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*((?s).*?)\s*$").unwrap()
    });
    let found = SHAPE.captures(input)?;
    let quoted = found[3].strip_prefix('"')?;
    let mut value = String::new();
    let mut characters = quoted.chars();
    loop {
        match characters.next()? {
            '\\' => match characters.next()? {
                'n' => value.push('\n'),
                escaped @ ('"' | '\\') => value.push(escaped),
                other => {
                    value.push('\\');
                    value.push(other);
                }
            },
            '"' if characters.as_str().is_empty() => break,
            '"' => return None,
            other => value.push(other),
        }
    }
    Some((found[1].to_owned(), found[2].to_owned(), value))
}

/// `matcher/parse` of Alertmanager: an unquoted or quoted name, an operator, and a value that is `strconv.Unquote`d.
fn newer_parser(input: &str) -> Option<(String, String, String)> {
    let (name, rest) = if input.starts_with('"') {
        unquote(input).ok()?
    } else {
        let end = input.find(|character: char| {
            character.is_whitespace() || "{}!=~,\\\"'`".contains(character)
        })?;
        (input[..end].to_owned(), &input[end..])
    };
    let operator = ["=~", "!~", "!=", "="]
        .into_iter()
        .find(|operator| rest.starts_with(operator))?;
    let (value, after) = unquote(&rest[operator.len()..]).ok()?;
    after.is_empty().then(|| (name, operator.to_owned(), value))
}

#[test]
fn both_parsers_of_alertmanager_agree() {
    for_all(|text| {
        for operator in [
            Operator::Equal,
            Operator::NotEqual,
            Operator::Matches,
            Operator::DoesNotMatch,
        ] {
            let written = matcher("service", operator, text);
            let meant = Some(("service".to_owned(), operator.to_string(), text.to_owned()));
            assert_eq!(older_parser(&written), meant, "{written:?}");
            assert_eq!(newer_parser(&written), meant, "{written:?}");
        }
    });
}

#[test]
fn any_label_name_can_be_matched() {
    for_all(|text| {
        let written = matcher(text, Operator::Equal, "a");
        assert_eq!(
            newer_parser(&written),
            Some((text.to_owned(), "=".to_owned(), "a".to_owned())),
            "{written:?}"
        );
    });
}

#[test]
fn url_components_decode_to_themselves() {
    for_all(|text| {
        let encoded = url::component(text);
        assert!(
            encoded
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte))
        );
        let mut decoded = Vec::new();
        let mut bytes = encoded.bytes();
        while let Some(byte) = bytes.next() {
            if byte == b'%' {
                let hex = [bytes.next().unwrap(), bytes.next().unwrap()];
                decoded.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
            } else {
                decoded.push(byte);
            }
        }
        assert_eq!(String::from_utf8(decoded).as_deref(), Ok(text));
    });
}

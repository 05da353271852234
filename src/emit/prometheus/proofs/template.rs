//! What an annotation says for given labels and a value: the part of Go's templates that our annotations are made of.

use std::collections::BTreeMap;

use super::number;
use crate::escape::placeholder::FUNCTIONS;

/// What a template is filled with.
pub struct Filling<'a> {
    /// Labels of the sample (`$labels`), without the rule's own.
    pub labels: &'a BTreeMap<String, String>,
    /// `$value`.
    pub value: f64,
    /// What a query of `monc:threshold` for the service would give.
    pub limit: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
enum Token<'t> {
    Text(&'t str),
    Action(Vec<Word>),
}

#[derive(Debug, Clone, PartialEq)]
enum Word {
    Quoted(String),
    Plain(String),
}

/// The filled template; `None` for anything that our annotations do not use.
pub fn render(template: &str, filling: &Filling<'_>) -> Option<String> {
    let tokens = tokens(template)?;
    let mut out = String::new();
    let mut at = 0;
    while at < tokens.len() {
        at = node(&tokens, at, filling, None, Some(&mut out))?;
    }
    Some(out)
}

fn tokens(template: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        if start > 0 {
            tokens.push(Token::Text(&rest[..start]));
        }
        let (words, after) = words(&rest[start + 2..])?;
        tokens.push(Token::Action(words));
        rest = after;
    }
    if !rest.is_empty() {
        tokens.push(Token::Text(rest));
    }
    Some(tokens)
}

/// Words of an action up to its `}}`, and what follows.
fn words(action: &str) -> Option<(Vec<Word>, &str)> {
    let mut words = Vec::new();
    let mut rest = action;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("}}") {
            return Some((words, after));
        }
        if rest.starts_with('"') {
            let (text, after) = quoted(rest)?;
            words.push(Word::Quoted(text));
            rest = after;
        } else {
            let end = rest
                .find(|letter: char| letter.is_whitespace() || letter == '}')
                .filter(|end| *end > 0)?;
            words.push(Word::Plain(rest[..end].to_owned()));
            rest = &rest[end..];
        }
    }
}

/// A Go string at the beginning of `text`, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((out, &text[at + 1..])),
            '\\' => {
                let (_, escape) = letters.next()?;
                let digits = match escape {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                if digits > 0 {
                    let hex: String = letters.by_ref().take(digits).map(|(_, l)| l).collect();
                    out.push(char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?);
                } else {
                    out.push(match escape {
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        other => other,
                    });
                }
            }
            other => out.push(other),
        }
    }
    None
}

/// One text, action or block at `at`; gives the place after it. Without `out` it is only passed over.
fn node(
    tokens: &[Token<'_>],
    at: usize,
    filling: &Filling<'_>,
    dot: Option<&Value>,
    mut out: Option<&mut String>,
) -> Option<usize> {
    match tokens.get(at)? {
        Token::Text(text) => {
            if let Some(out) = out.as_mut() {
                out.push_str(text);
            }
            Some(at + 1)
        }
        Token::Action(words) => match words.first()? {
            Word::Plain(word) if word == "if" || word == "with" => {
                block(tokens, at, filling, dot, out)
            }
            _ => {
                if let Some(out) = out.as_mut() {
                    out.push_str(&pipeline(words, filling, dot)?.text());
                }
                Some(at + 1)
            }
        },
    }
}

/// `{{ if }}` or `{{ with }}` up to its `{{ end }}`.
fn block(
    tokens: &[Token<'_>],
    at: usize,
    filling: &Filling<'_>,
    dot: Option<&Value>,
    mut out: Option<&mut String>,
) -> Option<usize> {
    let Token::Action(words) = tokens.get(at)? else {
        return None;
    };
    let mut done = out.is_none();
    let mut within: Option<Value> = None;
    let mut taken = false;
    if !done {
        (taken, within) = condition(words, filling, dot)?;
        done = taken;
    }
    let mut at = at + 1;
    loop {
        match tokens.get(at)? {
            Token::Action(words) if words.first() == Some(&Word::Plain("end".into())) => {
                return Some(at + 1);
            }
            Token::Action(words) if words.first() == Some(&Word::Plain("else".into())) => {
                taken = false;
                if !done {
                    (taken, within) = match words.get(1..)? {
                        [] => (true, None),
                        words => condition(words, filling, dot)?,
                    };
                    done = taken;
                }
                at += 1;
            }
            _ => {
                let inner = within.as_ref().or(dot);
                let out = if taken { out.as_deref_mut() } else { None };
                at = node(tokens, at, filling, inner, out)?;
            }
        }
    }
}

/// Whether the block is taken, and what its dot is then.
fn condition(
    words: &[Word],
    filling: &Filling<'_>,
    dot: Option<&Value>,
) -> Option<(bool, Option<Value>)> {
    let (first, rest) = words.split_first()?;
    let Word::Plain(first) = first else {
        return None;
    };
    if first == "with" {
        let value = pipeline(rest, filling, dot)?;
        let taken = !value.is_empty();
        return Some((taken, Some(value)));
    }
    let (eq, operands) = rest.split_first()?;
    if first != "if" || *eq != Word::Plain("eq".into()) {
        return None;
    }
    let (one, others) = operands.split_first()?;
    let one = operand(one, filling, dot)?.text();
    for other in others {
        if operand(other, filling, dot)?.text() == one {
            return Some((true, None));
        }
    }
    Some((false, None))
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Text(String),
    Number(f64),
    /// Nothing found.
    Empty,
}

impl Value {
    fn text(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number::plain(*number),
            Value::Empty => String::new(),
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Value::Empty) || *self == Value::Text(String::new())
    }
}

fn operand(word: &Word, filling: &Filling<'_>, dot: Option<&Value>) -> Option<Value> {
    let word = match word {
        Word::Quoted(text) => return Some(Value::Text(text.clone())),
        Word::Plain(word) => word.as_str(),
    };
    match word {
        "$value" => Some(Value::Number(filling.value)),
        "." => dot.cloned(),
        _ => {
            let label = word.strip_prefix("$labels.")?;
            Some(Value::Text(
                filling.labels.get(label).cloned().unwrap_or_default(),
            ))
        }
    }
}

/// `a | f | g`.
fn pipeline(words: &[Word], filling: &Filling<'_>, dot: Option<&Value>) -> Option<Value> {
    let bar = Word::Plain("|".into());
    let mut stages = words.split(|word| *word == bar);
    let first = stages.next()?;
    let mut value = match first {
        [one] => operand(one, filling, dot)?,
        [Word::Plain(or), one, other] if or == "or" => {
            let one = operand(one, filling, dot)?;
            if one.is_empty() {
                operand(other, filling, dot)?
            } else {
                one
            }
        }
        // A query for the recorded limit of the service: the one query that annotations make.
        [Word::Plain(printf), ..] if printf == "printf" => Value::Empty,
        _ => return None,
    };
    for stage in stages {
        let names: Vec<&str> = stage
            .iter()
            .map(|word| match word {
                Word::Plain(text) | Word::Quoted(text) => text.as_str(),
            })
            .collect();
        value = match (names.as_slice(), value) {
            (["query"], _) => filling.limit.map_or(Value::Empty, Value::Number),
            (["first" | "value"], value) => value,
            // A label is read as a number first, as Prometheus does.
            ([function], Value::Text(text)) if FUNCTIONS.contains(function) => {
                Value::Text(humanized(function, text.parse().ok()?)?)
            }
            ([function], Value::Number(x)) if FUNCTIONS.contains(function) => {
                Value::Text(humanized(function, x)?)
            }
            (["printf", "%.3g"], Value::Number(x)) => Value::Text(number::general(x, 3)),
            (["urlQueryEscape"], Value::Text(text)) => Value::Text(query_escape(&text)),
            _ => return None,
        };
    }
    Some(value)
}

fn humanized(function: &str, value: f64) -> Option<String> {
    Some(match function {
        "humanize" => number::decimal(value),
        "humanize1024" => number::binary(value),
        "humanizeDuration" => number::duration(value),
        "humanizePercentage" => number::percentage(value),
        _ => return None,
    })
}

/// Go's `url.QueryEscape`: a space is `+`.
fn query_escape(text: &str) -> String {
    crate::escape::url::component(text).replace("%20", "+")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Filling, render};

    fn filled(template: &str) -> Option<String> {
        let labels = BTreeMap::from([
            ("service".to_owned(), "a b".to_owned()),
            ("instance".to_owned(), "a:1".to_owned()),
        ]);
        let filling = Filling {
            labels: &labels,
            value: 0.5,
            limit: Some(0.25),
        };
        render(template, &filling)
    }

    #[test]
    fn our_constructs_are_filled() {
        for (template, text) in [
            ("plain } {", "plain } {"),
            ("{{ \"{{\" }} .Foo }}", "{{ .Foo }}"),
            (
                "{{ $labels.service }}{{ with $labels.instance }} ({{ . }}){{ end }}{{ with $labels.none }} ({{ . }}){{ end }}: ",
                "a b (a:1): ",
            ),
            ("{{ $value | humanizePercentage }}", "50%"),
            ("{{ $value | printf \"%.3g\" }}/s", "0.5/s"),
            ("{{ or $labels.kind \"alerts\" }}", "alerts"),
            ("{{ $labels.service | urlQueryEscape }}", "a+b"),
            (
                "{{ if eq $labels.service \"x\" \"a b\" }}one{{ else if eq $labels.service \"y\" }}two{{ else }}three{{ end }}!",
                "one!",
            ),
            (
                "{{ if eq $labels.service \"x\" }}one{{ else if eq $labels.service \"a b\" }}two{{ else }}three{{ end }}",
                "two",
            ),
            (
                "{{ if eq $labels.service \"x\" }}{{ if eq $labels.service \"a b\" }}no{{ end }}{{ else }}three{{ end }}",
                "three",
            ),
            (
                "{{ with printf \"q{service=%q}\" $labels.service | query }}{{ . | first | value | humanizePercentage }}{{ end }}",
                "25%",
            ),
        ] {
            assert_eq!(filled(template).as_deref(), Some(text), "{template}");
        }
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        for template in [
            "{{ .Foo }}",
            "{{ range . }}{{ end }}",
            "{{ $value",
            "{{ end",
        ] {
            assert_eq!(filled(template), None, "{template}");
        }
    }
}

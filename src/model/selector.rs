//! Which services a rule or branch speaks of, as a matcher.

use std::collections::BTreeSet;

use super::{LabelMatch, Operator, Selection};
use crate::escape;
use crate::promql;

/// The shorter way to say "these": by name, or all but the others of the universe. The branch that most services have
/// (`usual`) is always the complement, so that the expression, which every alert carries, stays short.
pub fn select(names: &[String], universe: &[String], usual: bool) -> Selection {
    if names.len() >= universe.len() {
        return Selection::AllBut(Vec::new());
    }
    let chosen: BTreeSet<&String> = names.iter().collect();
    let others = universe.len().saturating_sub(chosen.len());
    if usual || others < names.len() {
        Selection::AllBut(
            universe
                .iter()
                .filter(|name| !chosen.contains(name))
                .cloned()
                .collect(),
        )
    } else {
        Selection::Only(names.to_vec())
    }
}

/// The matcher of a selection; `None`: all.
pub fn matcher(selection: &Selection) -> Option<LabelMatch> {
    let (names, one, many) = match selection {
        Selection::AllBut(names) => (names, Operator::NotEqual, Operator::MatchesNot),
        Selection::Only(names) => (names, Operator::Equal, Operator::Matches),
    };
    let label = "service".to_owned();
    match names.as_slice() {
        [] => None,
        [name] => Some(LabelMatch {
            label,
            operator: one,
            value: name.clone(),
        }),
        names => Some(LabelMatch {
            label,
            operator: many,
            value: escape::promql::alternation(names.iter().map(String::as_str)),
        }),
    }
}

/// A selector: `record{service!~"a|b",mountpoint="/"}`.
pub fn selector(record: &str, matchers: &[LabelMatch]) -> String {
    if matchers.is_empty() {
        return record.to_owned();
    }
    let inside: Vec<String> = matchers
        .iter()
        .map(|m| {
            let operator = match m.operator {
                Operator::Equal => "=",
                Operator::NotEqual => "!=",
                Operator::Matches => "=~",
                Operator::MatchesNot => "!~",
            };
            format!("{}{operator}{}", m.label, escape::promql::string(&m.value))
        })
        .collect();
    format!("{record}{{{}}}", inside.join(","))
}

/// A selector of the services of a selection, and further matchers.
pub fn select_series(record: &str, selection: &Selection, more: &[LabelMatch]) -> String {
    let mut matchers: Vec<LabelMatch> = matcher(selection).into_iter().collect();
    matchers.extend(more.iter().cloned());
    selector(record, &matchers)
}

/// Over several lines if it is long; as it is when it does not parse (a bug of ours that tests find).
pub fn tidy(expression: &str) -> String {
    promql::parse(expression)
        .map_or_else(|_| expression.to_owned(), |parsed| promql::print(&parsed))
}

#[cfg(test)]
mod tests {
    use super::{select, select_series};

    #[test]
    fn the_usual_value_is_the_complement() {
        let universe: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        let usual = select(&universe[..1], &universe, true);
        assert_eq!(select_series("x", &usual, &[]), "x{service!~\"b|c\"}");
        assert_eq!(
            select_series("x", &select(&universe[..1], &universe, false), &[]),
            "x{service=\"a\"}"
        );
        assert_eq!(
            select_series("x", &select(&universe, &universe, false), &[]),
            "x"
        );
    }
}

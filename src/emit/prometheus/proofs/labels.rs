//! Label values that a matcher takes, or refuses.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::super::rules::static_labels;
use super::inputs::Labels;
use super::simulate::Matchers;
use crate::model::{AlertingRule, LabelMatch, Operator, Stack};

/// What a label holds when nothing depends on it. Every label that a rule could lose is there, so that losing it is seen.
pub const ANY: &str = "any";

/// `service` and the identity labels of a service; those that it does not have hold [`ANY`].
pub fn identity(stack: &Stack, service: &str) -> Labels {
    let mut labels = stack
        .service(service)
        .map(crate::model::Service::identity)
        .unwrap_or_default();
    for label in &stack.identity_labels {
        labels
            .entry(label.clone())
            .or_insert_with(|| ANY.to_owned());
    }
    labels.insert("service".into(), service.to_owned());
    labels
}

/// Name and own labels of an alert, as `ALERTS` has them; those that are templates are left out.
pub fn own_labels(rule: &AlertingRule) -> Labels {
    let mut labels: Labels = static_labels(rule)
        .into_iter()
        .filter(|(_, value)| !value.contains("{{"))
        .collect();
    labels.insert("alertname".into(), rule.alert.clone());
    labels
}

/// Whether the rule's series carry `instance`.
pub fn per_instance(rule: &AlertingRule) -> bool {
    rule.series_labels.iter().any(|label| label == "instance")
}

/// Labels of a rule's series beyond the identity ones, with values that all matchers take (or, not `matching`, that one of
/// them refuses). `None` when no such value is found.
pub fn kept(
    stack: &Stack,
    rule: &AlertingRule,
    matches: &[LabelMatch],
    matching: bool,
) -> Option<Labels> {
    let mut labels: Labels = rule
        .series_labels
        .iter()
        .filter(|label| {
            *label != "service" && *label != "instance" && !stack.identity_labels.contains(label)
        })
        .map(|label| (label.clone(), ANY.to_owned()))
        .collect();
    for matcher in matches {
        let of_label: Vec<LabelMatch> = matches
            .iter()
            .filter(|other| other.label == matcher.label)
            .cloned()
            .collect();
        let matchers = Matchers::of(&of_label);
        let value = candidates(&of_label).into_iter().find(|value| {
            let labels = Labels::from([(matcher.label.clone(), value.clone())]);
            matchers.fit(&labels) == matching
        })?;
        labels.insert(matcher.label.clone(), value);
    }
    Some(labels)
}

fn candidates(matches: &[LabelMatch]) -> Vec<String> {
    let mut out: Vec<String> = matches
        .iter()
        .filter_map(|matcher| match matcher.operator {
            Operator::Equal | Operator::NotEqual => Some(matcher.value.clone()),
            Operator::Matches | Operator::MatchesNot => {
                let read = regex_syntax::Parser::new().parse(&matcher.value).ok()?;
                let mut text = String::new();
                write(&read, &mut text)?;
                Some(text)
            }
        })
        .collect();
    out.extend([ANY, "other", "a", "1", "/"].map(String::from));
    out
}

/// The simplest text that a regular expression matches.
fn write(hir: &Hir, out: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => {
            let plain = |letter: &char| letter.is_ascii_alphanumeric();
            let letter = class
                .iter()
                .find_map(|range| (range.start()..=range.end()).take(256).find(plain))
                .or_else(|| class.iter().next().map(|range| range.start()))?;
            out.push(letter);
        }
        HirKind::Class(Class::Bytes(class)) => {
            out.push(char::from(class.iter().next()?.start()));
        }
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min.max(1) {
                write(&repetition.sub, out)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, out)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, out))?,
        HirKind::Alternation(parts) => write(parts.first()?, out)?,
    }
    Some(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::kept;
    use crate::model::{AlertingRule, LabelMatch, Operator, Stack};

    fn values(operator: Operator, value: &str) -> (Option<String>, Option<String>) {
        let rule = AlertingRule {
            series_labels: vec!["service".into(), "instance".into(), "mountpoint".into()],
            ..AlertingRule::default()
        };
        let matches = [LabelMatch {
            label: "mountpoint".into(),
            operator,
            value: value.into(),
        }];
        let of = |matching| {
            kept(&Stack::default(), &rule, &matches, matching)
                .map(|mut labels| labels.remove("mountpoint").unwrap())
        };
        (of(true), of(false))
    }

    #[test]
    fn values_that_match_and_that_do_not() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(values(Operator::Equal, "/"), (some("/"), some("any")));
        assert_eq!(
            values(Operator::NotEqual, "any"),
            (some("other"), some("any"))
        );
        assert_eq!(
            values(Operator::Matches, "/data[0-9]+|/x"),
            (some("/data0"), some("any"))
        );
        assert_eq!(
            values(Operator::MatchesNot, "/var/.*"),
            (some("any"), some("/var/0"))
        );
        // Nothing is beside it: there is no proof that others are left out.
        assert_eq!(values(Operator::Matches, ".*").1, None);
    }
}

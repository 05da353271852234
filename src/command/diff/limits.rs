//! When an alert fires: every limit of every service, objectives, alerts and signals of the file.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{BadWhen, Severity};
use crate::model::{AlertingRule, Branch, Condition, Stack};

use super::change::{Change, Topic, What, changed, listed};

/// Title and severity of an alert.
type Of = (String, &'static str);
/// Its value, further conditions, how long it must be so: what is the same is not said.
type Limit = Vec<String>;
/// Of what, what it was, what it is.
type Difference<'l> = (&'l Of, Option<String>, Option<String>);

pub fn changes(old: &Stack, new: &Stack) -> Vec<Change> {
    let both = |service: &str| old.service(service).is_some() && new.service(service).is_some();
    let (before, after) = (limits(old), limits(new));
    let mut together: BTreeMap<Difference<'_>, BTreeSet<String>> = BTreeMap::new();
    let keys: BTreeSet<&(Of, String, String)> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let (of, _, service) = key;
        // A service that comes or goes takes its limits along.
        if !service.is_empty() && !both(service) {
            continue;
        }
        let (was, is) = (before.get(key), after.get(key));
        if was == is {
            continue;
        }
        let said = |one: Option<&Limit>, other: Option<&Limit>| {
            let parts = one?.iter().enumerate();
            let differ =
                parts.filter(|(at, part)| other.and_then(|other| other.get(*at)) != Some(part));
            let differ: Vec<&str> = differ.map(|(_, part)| part.as_str()).collect();
            let whole = differ.iter().filter(|part| !part.is_empty());
            Some(whole.copied().collect::<Vec<&str>>().join(" "))
        };
        let empty = |text: Option<String>| {
            text.map(|text| {
                if text.is_empty() {
                    "always".to_owned()
                } else {
                    text
                }
            })
        };
        let change = (of, empty(said(was, is)), empty(said(is, was)));
        let services = together.entry(change).or_default();
        services.extend((!service.is_empty()).then(|| service.clone()));
    }
    let mut out: Vec<Change> = together
        .into_iter()
        .filter_map(|(((title, severity), was, is), services)| {
            let subject = format!("{title} {severity}");
            let services: Vec<String> = services.into_iter().collect();
            changed(Topic::Limits, &subject, &services, was, is)
        })
        .collect();
    out.extend(texts(old, new));
    out.extend(objectives(old, new));
    out
}

/// What each service's limit is, by alert; an alert without services has an empty one.
fn limits(stack: &Stack) -> BTreeMap<(Of, String, String), Limit> {
    let mut out = BTreeMap::new();
    for rule in stack.groups.iter().flat_map(|group| &group.alerts) {
        let severity = rule.severity.map_or("none", Severity::name);
        let mut add = |service: &str, limit: Limit| {
            let of = (rule.title.clone(), severity);
            out.insert((of, rule.alert.clone(), service.to_owned()), limit);
        };
        match &rule.condition {
            Condition::Threshold {
                comparison,
                branches,
                ..
            } => {
                for branch in branches {
                    for service in branch.names.iter() {
                        add(service, limit(rule, *comparison, branch));
                    }
                }
            }
            Condition::Expression(expression) => {
                // Our own conditions name the services; that they do is no difference.
                let condition = if rule.meaning.is_none() {
                    let words: Vec<&str> = expression.split_whitespace().collect();
                    format!("`{}`", words.join(" "))
                } else {
                    "told".to_owned()
                };
                let limit = vec![condition, String::new(), hold(rule)];
                if rule.services.is_empty() {
                    add("", limit.clone());
                }
                for service in rule.services.iter() {
                    add(service, limit.clone());
                }
            }
        }
    }
    out
}

fn limit(rule: &AlertingRule, comparison: BadWhen, branch: &Branch) -> Limit {
    let value = match comparison {
        BadWhen::Above => branch.shown.clone(),
        BadWhen::Below => format!("below {}", branch.shown),
    };
    let mut conditions: Vec<String> = branch
        .matches
        .iter()
        .map(|matching| format!("where {matching}"))
        .collect();
    conditions.extend(
        branch
            .when
            .as_ref()
            .map(|guard| format!("while {} is above {}", guard.signal, guard.shown)),
    );
    vec![value, conditions.join(" "), hold(rule)]
}

fn hold(rule: &AlertingRule) -> String {
    let keep = rule.keep_firing_for;
    let keep = keep.map_or(String::new(), |keep| format!(", kept for {keep}"));
    format!("for {}{keep}", rule.wait)
}

/// Messages that say something else.
fn texts(old: &Stack, new: &Stack) -> Option<Change> {
    let texts = |stack: &Stack| -> BTreeMap<(String, Option<Severity>), String> {
        let rules = stack.groups.iter().flat_map(|group| &group.alerts);
        rules
            .map(|rule| {
                let said = format!(
                    "{:?}",
                    (
                        &rule.summary,
                        &rule.means,
                        &rule.first,
                        &rule.runbook,
                        &rule.annotations,
                        &rule.texts
                    )
                );
                ((rule.alert.clone(), rule.severity), said)
            })
            .collect()
    };
    let (before, after) = (texts(old), texts(new));
    let differ = after
        .iter()
        .filter(|(key, said)| before.get(key).is_some_and(|before| before != *said));
    let alerts: BTreeSet<String> = differ.map(|((alert, _), _)| alert.clone()).collect();
    let alerts: Vec<String> = alerts.into_iter().collect();
    (!alerts.is_empty()).then(|| Change {
        topic: Topic::Limits,
        what: What::Changed,
        subject: "messages".into(),
        was: None,
        is: None,
        text: format!("other words in the messages of {}", listed(&alerts)),
        of: alerts,
    })
}

fn objectives(old: &Stack, new: &Stack) -> Vec<Change> {
    let all = |stack: &Stack| -> BTreeMap<(String, String), String> {
        let slos = stack.slos.iter();
        slos.map(|slo| {
            let said = format!("{} over {}", slo.shown, slo.window);
            ((slo.service.clone(), slo.name.clone()), said)
        })
        .collect()
    };
    let (before, after) = (all(old), all(new));
    let keys: BTreeSet<&(String, String)> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (service, name) = key;
            let (was, is) = (before.get(key).cloned(), after.get(key).cloned());
            let both = old.service(service).is_some() && new.service(service).is_some();
            both.then(|| {
                changed(
                    Topic::Limits,
                    &format!("objective {name}"),
                    std::slice::from_ref(service),
                    was,
                    is,
                )
            })?
        })
        .collect()
}

//! What holds what back. An alert that holds back nothing, or holds back everything, cannot come out of here: a rule is written
//! only where both of its sides have alerts, and no alert is on both.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Severity;
use crate::escape;
use crate::model::{AlertingRule, Inhibition, LabelMatch, Operator, names};

use super::scope::Scope;

/// Names in the rules of `depends_on`, at least and for each service and dependency, before dependencies are followed less deep:
/// the file must not grow with the square of the services.
const NAMES: usize = 2_000;
const NAMES_A_SERVICE: usize = 20;

pub fn resolve(scope: &mut Scope<'_>) {
    let mut out = Vec::new();
    out.extend(by_severity(
        scope,
        "critical-over-warning",
        Severity::Critical,
        &[Severity::Warning, Severity::Info],
    ));
    out.extend(by_severity(
        scope,
        "warning-over-info",
        Severity::Warning,
        &[Severity::Info],
    ));
    let seen_dead = seen_dead(scope);
    if !seen_dead.is_empty() {
        out.push(Inhibition {
            name: "service-down-over-its-own".into(),
            source: vec![is("alertname", names::SERVICE_DOWN)],
            target: vec![
                matches("signal", ".+"),
                not("alertname", names::SERVICE_DOWN),
                not("alertname", names::WATCHDOG),
            ],
            equal: vec!["service".into()],
        });
    }
    out.extend(host_down(scope, &seen_dead));
    let (dependants, steps) = dependants(scope, &seen_dead);
    for (parent, dependants) in dependants {
        let all = escape::promql::alternation(dependants.iter().map(String::as_str));
        let target = match dependants.as_slice() {
            [one] => is("service", one),
            _ => matches("service", &all),
        };
        out.push(Inhibition {
            name: format!("{parent}-down"),
            source: vec![is("alertname", names::SERVICE_DOWN), is("service", &parent)],
            target: vec![target],
            equal: Vec::new(),
        });
    }
    scope.stack.inhibitions = out;
    scope.stack.dependency_steps = steps;
}

fn alerts<'s>(scope: &'s Scope<'_>) -> impl Iterator<Item = &'s AlertingRule> {
    scope.stack.groups.iter().flat_map(|group| &group.alerts)
}

/// Services that an alert says are down.
fn seen_dead(scope: &Scope<'_>) -> BTreeSet<String> {
    alerts(scope)
        .filter(|rule| rule.alert == names::SERVICE_DOWN)
        .flat_map(|rule| rule.services.iter().cloned())
        .collect()
}

/// The graver alert of a thing holds back the milder ones: all labels that tell one thing from another must be the same. Both
/// come from one record, so the two sides have them all.
fn by_severity(
    scope: &Scope<'_>,
    name: &str,
    graver: Severity,
    milder: &[Severity],
) -> Option<Inhibition> {
    let severities: BTreeSet<(&str, Severity)> = alerts(scope)
        .filter_map(|rule| Some((rule.alert.as_str(), rule.severity?)))
        .collect();
    let mut equal: BTreeSet<&str> = BTreeSet::from(["instance"]);
    let mut found: BTreeSet<Severity> = BTreeSet::new();
    for rule in alerts(scope).filter(|rule| rule.severity == Some(graver)) {
        let of_it = || {
            milder
                .iter()
                .filter(|severity| severities.contains(&(rule.alert.as_str(), **severity)))
        };
        if of_it().next().is_some() {
            found.extend(of_it());
            equal.extend(rule.series_labels.iter().map(String::as_str));
            equal.extend(rule.labels.keys().map(String::as_str));
        }
    }
    if found.is_empty() {
        return None;
    }
    // Labels of the service follow from its name.
    equal.remove("service");
    for label in &scope.stack.identity_labels {
        equal.remove(label.as_str());
    }
    let first = ["alertname", "service"].into_iter();
    let found: Vec<&str> = found.into_iter().rev().map(Severity::name).collect();
    let target = match found.as_slice() {
        [one] => is("severity", one),
        many => matches("severity", &many.join("|")),
    };
    Some(Inhibition {
        name: name.into(),
        source: vec![is("severity", graver.name()), matches("signal", ".+")],
        target: vec![target, matches("signal", ".+")],
        equal: first.chain(equal).map(str::to_owned).collect(),
    })
}

/// A host that was seen dead holds back what runs on it; one rule for all hosts. The stack's own host is never seen dead.
fn host_down(scope: &Scope<'_>, seen_dead: &BTreeSet<String>) -> Option<Inhibition> {
    let services = &scope.stack.services;
    let holds_some = services.iter().any(|service| {
        service.kind != "host"
            && service
                .host
                .as_ref()
                .is_some_and(|host| seen_dead.contains(host))
    });
    holds_some.then(|| Inhibition {
        name: "host-down-over-what-runs-on-it".into(),
        source: vec![is("alertname", names::SERVICE_DOWN), is("kind", "host")],
        target: vec![matches("host", ".+"), not("kind", "host")],
        equal: vec!["host".into()],
    })
}

/// Every service that something depends on and that can be seen dead, with all that depend on it, directly or by others, in the
/// order of their names; and how many steps were followed, where not all. A service on a cycle is in none of its own.
fn dependants(
    scope: &Scope<'_>,
    seen_dead: &BTreeSet<String>,
) -> (BTreeMap<String, Vec<String>>, Option<usize>) {
    let services = &scope.stack.services;
    let numbers: BTreeMap<&str, usize> = services
        .iter()
        .enumerate()
        .map(|(number, service)| (service.name.as_str(), number))
        .collect();
    let mut direct: Vec<Vec<usize>> = vec![Vec::new(); services.len()];
    for (child, service) in services.iter().enumerate() {
        for parent in &service.depends_on {
            if let Some(parent) = numbers.get(parent.as_str()) {
                direct[*parent].push(child);
            }
        }
    }
    let parents: Vec<usize> = (0..services.len())
        .filter(|parent| !direct[*parent].is_empty())
        .filter(|parent| seen_dead.contains(&services[*parent].name))
        .collect();
    let written: usize = direct.iter().map(Vec::len).sum();
    let most = NAMES + NAMES_A_SERVICE * (services.len() + written);
    let (found, steps) = match followed(&direct, &parents, usize::MAX, most) {
        Some(all) => (all, None),
        None => {
            let mut steps = 1;
            let mut best = followed(&direct, &parents, 1, usize::MAX).unwrap_or_default();
            while let Some(more) = followed(&direct, &parents, steps + 1, most) {
                best = more;
                steps += 1;
            }
            (best, Some(steps))
        }
    };
    let named = found.into_iter().map(|(parent, children)| {
        let mut children: Vec<String> = children
            .into_iter()
            .map(|child| services[child].name.clone())
            .collect();
        children.sort();
        (services[parent].name.clone(), children)
    });
    (named.collect(), steps)
}

/// Everything that is reached from each parent within so many steps; `None` where that is more than `most` names.
fn followed(
    direct: &[Vec<usize>],
    parents: &[usize],
    steps: usize,
    most: usize,
) -> Option<Vec<(usize, Vec<usize>)>> {
    let mut seen: Vec<usize> = vec![usize::MAX; direct.len()];
    let mut total = 0;
    let mut out = Vec::new();
    for parent in parents {
        seen[*parent] = *parent;
        let mut all: Vec<usize> = Vec::new();
        let mut open = vec![*parent];
        let mut step = 0;
        while step < steps && !open.is_empty() {
            let mut next = Vec::new();
            for child in open.iter().flat_map(|at| &direct[*at]) {
                if seen[*child] != *parent {
                    seen[*child] = *parent;
                    next.push(*child);
                }
            }
            total += next.len();
            if total > most {
                return None;
            }
            all.extend(&next);
            open = next;
            step += 1;
        }
        if !all.is_empty() {
            out.push((*parent, all));
        }
    }
    Some(out)
}

fn with(label: &str, operator: Operator, value: &str) -> LabelMatch {
    LabelMatch {
        label: label.into(),
        operator,
        value: value.into(),
    }
}

fn is(label: &str, value: &str) -> LabelMatch {
    with(label, Operator::Equal, value)
}

fn not(label: &str, value: &str) -> LabelMatch {
    with(label, Operator::NotEqual, value)
}

fn matches(label: &str, value: &str) -> LabelMatch {
    with(label, Operator::Matches, value)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::followed;

    #[test]
    fn a_deep_chain_does_not_grow_with_the_square() {
        let count = 2_000;
        let direct: Vec<Vec<usize>> = (0..count)
            .map(|at| (at + 1..count).take(1).collect())
            .collect();
        let parents: Vec<usize> = (0..count).collect();
        assert!(followed(&direct, &parents, usize::MAX, 100_000).is_none());
        let shallow = followed(&direct, &parents, 3, 100_000).unwrap();
        assert_eq!(shallow[0].1, [1, 2, 3]);
    }

    #[test]
    fn a_cycle_ends() {
        let direct = vec![vec![1], vec![2], vec![0]];
        let all = followed(&direct, &[0], usize::MAX, 10).unwrap();
        assert_eq!(all, [(0, vec![1, 2])]);
    }
}

//! `SignalMissing`: a service is up, but what a signal reads is not there, so that its alerts could never fire.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::Access;
use crate::model::selector::{select, select_series, tidy};
use crate::model::{
    Blind, Deferred, KindInUse, LabelMatch, Meaning, Operator, Selection, Signal, names,
};

use super::scope::Scope;
use super::service_rules::{SIGNAL_MISSING, base, by, rules, signal};
use super::threshold_values::Values;

/// Label of `SignalMissing` that says which signals are blind.
const MISSING: &str = "missing";

/// One rule a kind; each set of raw metrics that signals read is a branch that says which signals are blind.
pub fn resolve(scope: &mut Scope<'_>, values: &mut Values) {
    for kind in scope.stack.kinds.clone().into_iter().map(Arc::new) {
        let Some(known) = scope.kind(&kind.name) else {
            continue;
        };
        if matches!(
            known.access,
            Access::Container | Access::Probe | Access::Stack
        ) {
            continue;
        }
        if !kind.signals.iter().any(|signal| raw(signal).is_some()) {
            continue;
        }
        let by = by(scope, &[]);
        let resolved = values.of_base(
            scope,
            names::SERVICE_GROUP,
            &signal(&SIGNAL_MISSING, &kind.services),
            &base(&SIGNAL_MISSING),
        );
        let expression = |selection: Selection| {
            let (kind, by) = (Arc::clone(&kind), by.clone());
            Deferred::new(move || condition(&kind, &by, &selection))
        };
        let mut rules = rules(
            scope,
            &SIGNAL_MISSING,
            &resolved,
            &kind.services,
            &expression,
            &BTreeMap::from([("source".to_owned(), kind.name.clone())]),
            Some(Meaning::Missing {
                jobs: kind.jobs.clone(),
                blind: {
                    let kind = Arc::clone(&kind);
                    Deferred::new(move || blind(&kind))
                },
            }),
        );
        for rule in &mut rules {
            rule.kind.clone_from(&kind.name);
            rule.foreign_groups = 1;
            rule.series_labels.push(MISSING.into());
        }
        if let Some(group) = scope
            .stack
            .groups
            .iter_mut()
            .find(|group| group.name == kind.name)
        {
            group.alerts.extend(rules);
        }
    }
}

/// Raw metrics without which a signal is blind; `None` where it never is, or may be.
fn raw(signal: &Signal) -> Option<Vec<String>> {
    if signal.optional || signal.own {
        return None;
    }
    let raw: Vec<String> = signal
        .metrics
        .iter()
        .filter(|name| !name.starts_with("monc_"))
        .cloned()
        .collect();
    (!raw.is_empty() && raw.iter().all(|name| name != "up")).then_some(raw)
}

/// Each set of raw metrics that signals read, and the signals that are blind without them.
fn blind(kind: &KindInUse) -> Vec<Blind> {
    type Read<'k> = (Vec<String>, &'k Arc<[String]>);
    let mut sets: BTreeMap<Read<'_>, BTreeSet<&str>> = BTreeMap::new();
    for signal in &kind.signals {
        if let Some(raw) = raw(signal) {
            let blind = sets.entry((raw, &signal.services)).or_default();
            blind.insert(&signal.name);
        }
    }
    sets.into_iter()
        .map(|((metrics, services), signals)| Blind {
            metrics,
            services: Arc::clone(services),
            signals: signals.into_iter().collect::<Vec<_>>().join(", "),
        })
        .collect()
}

fn condition(kind: &KindInUse, by: &str, selection: &Selection) -> String {
    let jobs = jobs_matcher(kind);
    let (all_but, listed) = match selection {
        Selection::AllBut(names) => (true, names),
        Selection::Only(names) => (false, names),
    };
    let listed: BTreeSet<&String> = listed.iter().collect();
    let of_kind = [LabelMatch {
        label: if kind.label == kind.name {
            "kind"
        } else {
            "service"
        }
        .into(),
        operator: Operator::Equal,
        value: kind.name.clone(),
    }];
    let branches: Vec<String> = blind(kind)
        .iter()
        .map(|blind| {
            let chosen: Vec<String> = blind
                .services
                .iter()
                .filter(|name| listed.contains(name) != all_but)
                .cloned()
                .collect();
            let selection = if chosen.len() == kind.services.len() {
                Selection::AllBut(Vec::new())
            } else {
                select(&chosen, &kind.services, false)
            };
            let up = select_series(names::UP, &selection, &of_kind);
            let gone: Vec<String> = blind
                .metrics
                .iter()
                .map(|name| format!("unless on (service) {name}{{{jobs}}}"))
                .collect();
            tidy(&format!(
                "label_replace(max by ({by}) ({up} == 1) {}, \"{MISSING}\", \"{}\", \"\", \"\")",
                gone.join(" "),
                blind.signals
            ))
        })
        .collect();
    tidy(&branches.join("\nor\n"))
}

fn jobs_matcher(kind: &KindInUse) -> String {
    match kind.jobs.as_slice() {
        [one] => format!("job={}", crate::escape::promql::string(one)),
        many => format!(
            "job=~{}",
            crate::escape::promql::string(&crate::escape::promql::alternation(
                many.iter().map(String::as_str)
            ))
        ),
    }
}

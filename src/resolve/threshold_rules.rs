//! Rules of signals: one alerting rule for each (alert, severity, `for`, `keep_firing_for`), distinct values as branches;
//! the recorded limits that panels draw; how much of its limit each signal uses.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::catalog::{BadWhen, Severity, Unit};
use crate::model::{
    AlertingRule, Branch, Condition, Deferred, Group, KindInUse, LabelMatch, RecordingRule, Signal,
    Texts, names,
};

use super::scope::Scope;
use super::threshold_values::{Limits, Values};
use crate::model::selector::{select, select_series, tidy};

pub fn resolve(scope: &mut Scope<'_>) {
    let kinds = scope.stack.kinds.clone();
    let mut values = Values::default();
    let mut own = Group {
        name: names::OWN_GROUP.into(),
        ..Group::default()
    };
    for kind in &kinds {
        let mut group = Group {
            name: kind.name.clone(),
            ..Group::default()
        };
        let (own_signals, signals): (Vec<&Signal>, Vec<&Signal>) =
            kind.signals.iter().partition(|signal| signal.own);
        add_signals(scope, &mut values, &mut group, kind, &signals);
        for signal in own_signals {
            if !own
                .recordings
                .iter()
                .any(|rule| rule.record == signal.record)
            {
                add_signals(scope, &mut values, &mut own, kind, &[signal]);
            }
        }
        scope.stack.groups.push(group);
    }
    scope.stack.groups.push(own);
    values.judge_unused(scope);
}

fn add_signals(
    scope: &mut Scope<'_>,
    values: &mut Values,
    group: &mut Group,
    kind: &KindInUse,
    signals: &[&Signal],
) {
    for signal in signals {
        group.recordings.push(RecordingRule {
            record: signal.record.clone(),
            labels: BTreeMap::new(),
            expr: signal.expr.clone(),
            examples: signal.examples.clone(),
        });
    }
    let mut limits = Vec::new();
    for signal in signals {
        let resolved = values.of(scope, kind, signal);
        let rules = alerting_rules(scope, kind, signal, &resolved);
        if !rules.is_empty() {
            if signal.unit != Unit::State {
                group
                    .recordings
                    .extend(recorded_thresholds(scope, &group.name, signal, &rules));
            }
            limits.push(limit_used(scope, &group.name, signal, &rules));
        }
        group.alerts.extend(rules);
    }
    group.recordings.extend(limits);
}

/// Key of a rule: severity, `hold`; and its `for` and `keep_firing_for`.
type RuleKey = (Severity, Option<String>, u64, Option<u64>);

/// A branch, and the services that are known to have it so far.
type Growing = (Branch, Vec<String>);

/// A value, and the services of each rule that have it.
type Having = (f64, Vec<Arc<[String]>>);

fn alerting_rules(
    scope: &Scope<'_>,
    kind: &KindInUse,
    signal: &Signal,
    resolved: &[(String, Rc<Limits>)],
) -> Vec<AlertingRule> {
    let mut rules: BTreeMap<RuleKey, (Vec<Growing>, &Limits)> = BTreeMap::new();
    for (service, limits) in resolved {
        for limit in &limits.severities {
            let hold = limit.hold.clone();
            let key = (
                limit.severity,
                hold,
                limit.wait.milliseconds,
                limits.keep_firing_for.map(|keep| keep.milliseconds),
            );
            let (branches, _) = rules.entry(key).or_insert_with(|| (Vec::new(), limits));
            let same = |(branch, _): &&mut Growing| {
                branch.value.to_bits() == limit.value.to_bits()
                    && branch.matches == limits.matches
                    && branch.when == limits.when
            };
            match branches.iter_mut().find(same) {
                Some((_, names)) => names.push(service.clone()),
                None => branches.push((
                    Branch {
                        services: crate::model::Selection::Only(Vec::new()),
                        names: [].into(),
                        value: limit.value,
                        shown: limit.shown.clone(),
                        matches: limits.matches.clone(),
                        when: limits.when.clone(),
                    },
                    vec![service.clone()],
                )),
            }
        }
    }
    let mut out: Vec<AlertingRule> = rules
        .into_iter()
        .rev()
        .map(|((severity, hold, wait, keep), (branches, first))| {
            let mut branches: Vec<Branch> = branches
                .into_iter()
                .map(|(branch, names)| Branch {
                    names: names.into(),
                    ..branch
                })
                .collect();
            order(&mut branches);
            let usual = hold.is_none();
            for (index, branch) in branches.iter_mut().enumerate() {
                branch.services = select(&branch.names, &signal.services, usual && index == 0);
            }
            let mut services: Vec<String> = branches
                .iter()
                .flat_map(|branch| branch.names.iter().cloned())
                .collect();
            services.sort();
            AlertingRule {
                alert: signal.alert.clone(),
                signal: signal.name.clone(),
                severity: Some(severity),
                hold,
                wait: crate::config::value::Duration { milliseconds: wait },
                keep_firing_for: keep
                    .map(|milliseconds| crate::config::value::Duration { milliseconds }),
                condition: Condition::Threshold {
                    record: signal.record.clone(),
                    unit: signal.unit,
                    comparison: signal.bad_when,
                    branches,
                },
                meaning: None,
                labels: BTreeMap::new(),
                series_labels: series_labels(scope, signal),
                any_label: false,
                texts: texts(resolved, &services),
                services: services.into(),
                kind: kind.name.clone(),
                unit: Some(signal.unit),
                title: signal.title.clone(),
                summary: signal.title.clone(),
                means: signal.help.means.clone(),
                first: signal.help.first.clone(),
                runbook: None,
                annotations: BTreeMap::new(),
                foreign_groups: u32::from(
                    signal.own
                        && signal
                            .metrics
                            .iter()
                            .any(|name| name.starts_with("service:")),
                ),
                window: kind.window,
                path: first.path.clone(),
            }
        })
        .collect();
    out.sort_by(|a, b| (b.severity, &a.hold).cmp(&(a.severity, &b.hold)));
    out
}

/// The value that most services have first (ties: the smallest value), the others by value.
fn order(branches: &mut [Branch]) {
    branches.sort_by(|a, b| {
        a.value
            .total_cmp(&b.value)
            .then_with(|| a.names.cmp(&b.names))
    });
    let most = branches
        .iter()
        .enumerate()
        .max_by_key(|(index, branch)| (branch.names.len(), std::cmp::Reverse(*index)))
        .map(|(index, _)| index);
    if let Some(most) = most {
        branches[..=most].rotate_right(1);
    }
}

fn series_labels(scope: &Scope<'_>, signal: &Signal) -> Vec<String> {
    let mut labels = vec!["service".to_owned()];
    labels.extend(scope.stack.identity_labels.iter().cloned());
    if signal.per_instance {
        labels.push("instance".into());
    }
    labels.extend(signal.keeps.iter().cloned());
    labels
}

/// Texts that differ by service; those of all services alike are one entry.
pub fn texts(resolved: &[(String, Rc<Limits>)], services: &[String]) -> Vec<Texts> {
    let mut out: Vec<Texts> = Vec::new();
    for (service, limits) in resolved
        .iter()
        .filter(|(service, _)| services.binary_search(service).is_ok())
    {
        if limits.texts == Texts::default() {
            continue;
        }
        let same = |known: &&mut Texts| {
            Texts {
                services: Vec::new(),
                ..(*known).clone()
            } == limits.texts
        };
        match out.iter_mut().find(same) {
            Some(known) => known.services.push(service.clone()),
            None => out.push(Texts {
                services: vec![service.clone()],
                ..limits.texts.clone()
            }),
        }
    }
    out
}

fn by(scope: &Scope<'_>) -> String {
    let mut labels = vec!["service"];
    labels.extend(scope.stack.identity_labels.iter().map(String::as_str));
    labels.join(", ")
}

fn branches(rule: &AlertingRule) -> &[Branch] {
    match &rule.condition {
        Condition::Threshold { branches, .. } => branches,
        Condition::Expression(_) => &[],
    }
}

/// `monc:threshold`: one rule per signal and severity; the same signal of another kind carries another `source`.
fn recorded_thresholds(
    scope: &Scope<'_>,
    source: &str,
    signal: &Signal,
    rules: &[AlertingRule],
) -> Vec<RecordingRule> {
    let by = by(scope);
    let mut out = Vec::new();
    for severity in Severity::ALL {
        let mut values: BTreeMap<u64, Having> = BTreeMap::new();
        for rule in rules.iter().filter(|rule| rule.severity == Some(severity)) {
            for branch in branches(rule) {
                let entry = values
                    .entry(branch.value.to_bits())
                    .or_insert((branch.value, Vec::new()));
                entry.1.push(Arc::clone(&branch.names));
            }
        }
        if values.is_empty() {
            continue;
        }
        let (by, record) = (by.clone(), signal.record.clone());
        let universe = Arc::clone(&signal.services);
        out.push(RecordingRule {
            record: names::THRESHOLD.into(),
            labels: labels(source, signal, Some(severity)),
            examples: Vec::new().into(),
            expr: Deferred::new(move || {
                let mut values: Vec<(f64, Vec<String>)> = values
                    .into_values()
                    .map(|(value, names)| (value, names.concat()))
                    .collect();
                values.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.total_cmp(&b.0)));
                let parts: Vec<String> = values
                    .iter()
                    .enumerate()
                    .map(|(index, (value, names))| {
                        let selection = select(names, &universe, index == 0);
                        let series = select_series(&record, &selection, &[]);
                        format!("0 * group by ({by}) ({series}) + {value}")
                    })
                    .collect();
                tidy(&parts.join(" or "))
            }),
        });
    }
    out
}

fn labels(source: &str, signal: &Signal, severity: Option<Severity>) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::from([
        ("signal".to_owned(), signal.name.clone()),
        ("source".to_owned(), source.to_owned()),
    ]);
    if let Some(severity) = severity {
        labels.insert("severity".into(), severity.name().into());
    }
    labels
}

/// `service:limit:ratio`: how much of its mildest limit each service uses; 2 where it is twice the limit or more.
fn limit_used(
    scope: &Scope<'_>,
    source: &str,
    signal: &Signal,
    rules: &[AlertingRule],
) -> RecordingRule {
    let by = by(scope);
    let matches = common_matches(rules);
    let having: Vec<Arc<[String]>> = rules
        .iter()
        .map(|rule| Arc::clone(&rule.services))
        .collect();
    let (record, universe) = (signal.record.clone(), Arc::clone(&signal.services));
    let limit = format!(
        "{}{{signal=\"{}\",source=\"{source}\"}}",
        names::THRESHOLD,
        signal.name
    );
    let shape = (signal.unit, signal.bad_when);
    let least = Least::of(rules);
    let expr = Deferred::new(move || {
        let mut having = having.concat();
        having.sort();
        having.dedup();
        let series = select_series(&record, &select(&having, &universe, true), &matches);
        tidy(&limit_expression(&by, &series, &limit, shape, least))
    });
    RecordingRule {
        record: names::LIMIT.into(),
        labels: labels(source, signal, None),
        examples: Vec::new().into(),
        expr,
    }
}

/// Which limits services have: zero is a limit of which no share can be told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Least {
    /// All are above zero.
    Above,
    /// Every service has one above zero, some have zero as well.
    AlsoZero,
    /// Some services have zero only.
    SomeZero,
    Zero,
}

impl Least {
    fn of(rules: &[AlertingRule]) -> Self {
        let (above, zero): (Vec<&Branch>, Vec<&Branch>) = rules
            .iter()
            .flat_map(branches)
            .partition(|branch| branch.value > 0.0);
        if zero.is_empty() {
            return Least::Above;
        }
        let having: BTreeSet<&String> = above
            .iter()
            .flat_map(|branch| branch.names.iter())
            .collect();
        let mut zero = zero.iter().flat_map(|branch| branch.names.iter());
        match zero.all(|name| having.contains(name)) {
            true => Least::AlsoZero,
            false if having.is_empty() => Least::Zero,
            false => Least::SomeZero,
        }
    }
}

fn limit_expression(
    by: &str,
    series: &str,
    limit: &str,
    (unit, bad_when): (Unit, BadWhen),
    least: Least,
) -> String {
    let share = |limit: &str| {
        format!(
            "clamp(max by ({by}) ({series} / on (service) group_left () min by (service) ({limit})), 0, 2)"
        )
    };
    let twice = format!("2 * (max by ({by}) ({series}) > bool 0)");
    match (unit, bad_when, least) {
        (Unit::State, _, _) => format!("2 * max by ({by}) ({series})"),
        // Nothing left is the worst: it must not divide by zero, nor be left out.
        (_, BadWhen::Below, _) => format!(
            "clamp(max by ({by}) (1 / (clamp_min({series}, 1e-9) / on (service) group_left () max by (service) ({limit}))), 0, 2)"
        ),
        (_, BadWhen::Above, Least::Above) => share(limit),
        (_, BadWhen::Above, Least::AlsoZero) => share(&format!("{limit} > 0")),
        (_, BadWhen::Above, Least::SomeZero) => {
            format!("{} or {twice}", share(&format!("{limit} > 0")))
        }
        (_, BadWhen::Above, Least::Zero) => twice,
    }
}

/// Matchers that all branches share: the series that alert at all.
fn common_matches(rules: &[AlertingRule]) -> Vec<LabelMatch> {
    let mut all = rules
        .iter()
        .flat_map(branches)
        .map(|branch| &branch.matches);
    let Some(first) = all.next() else {
        return Vec::new();
    };
    if all.all(|matches| matches == first) {
        first.clone()
    } else {
        Vec::new()
    }
}

//! Is it up? The alerts that every service has, never two for one cause, and those about the stack's own rules.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::catalog::{Access, BadWhen, Help, Panel, Severity, Unit};
use crate::config::value::Duration;
use crate::model::{
    AlertingRule, Condition, Deferred, Group, LabelMatch, Meaning, Operator, RecordingRule,
    Selection, Signal, names,
};
use crate::promql::{self, Rewrite};

use super::hosts;
use super::scope::Scope;
use super::signals::{SLOW, held};
use super::threshold_rules::texts;
use super::threshold_values::{Base, Limits, Values};
use super::thresholds::{Layer, Limit};
use super::{examples, missing_rules};
use crate::model::selector::{select, select_series, tidy};

/// A state that every service has, whatever its kind.
pub struct Standing {
    pub name: &'static str,
    pub alert: &'static str,
    pub severity: Severity,
    pub wait: Duration,
    /// How far its expression looks back.
    pub window: Duration,
    pub title: &'static str,
    pub means: &'static str,
    pub first: &'static str,
}

/// All of them.
pub const STANDING: [&Standing; 5] = [&DOWN, &UNSEEN, &INSTANCE_DOWN, &FLAPPING, &SIGNAL_MISSING];

impl Standing {
    fn meaning(&self) -> Option<Meaning> {
        match self.name {
            "down" => Some(Meaning::Down),
            "unseen" => Some(Meaning::Unseen),
            "instance_down" => Some(Meaning::InstanceDown),
            "flapping" => Some(Meaning::Flapping),
            _ => None,
        }
    }
}

const DOWN: Standing = Standing {
    name: "down",
    alert: "ServiceDown",
    severity: Severity::Critical,
    wait: Duration::seconds(60),
    window: Duration::seconds(0),
    title: "Service down",
    means: "The service does not answer: it was asked and it was seen dead.",
    first: "Look at its container and its last log lines, then at what it depends on.",
};
const UNSEEN: Standing = Standing {
    name: "unseen",
    alert: "ServiceUnseen",
    severity: Severity::Critical,
    wait: Duration::seconds(120),
    window: Duration::seconds(0),
    title: "Service not seen",
    means: "Nothing is known of the service: its exporter is dead, its target is gone, or it never appeared.",
    first: "Look at the exporter's container and at the targets page of Prometheus; the service itself may be well.",
};
const INSTANCE_DOWN: Standing = Standing {
    name: "instance_down",
    alert: "ServiceInstanceDown",
    severity: Severity::Warning,
    wait: Duration::seconds(120),
    window: Duration::seconds(0),
    title: "Instance down",
    means: "One instance of the service does not answer; others do.",
    first: "Look at the container and the log of that instance before the others have to carry its load.",
};
const FLAPPING: Standing = Standing {
    name: "flapping",
    alert: "ServiceFlapping",
    severity: Severity::Warning,
    wait: Duration::seconds(60),
    window: Duration::seconds(900),
    title: "Service flapping",
    means: "The service went down and came back at least twice in a quarter of an hour.",
    first: "Look for a crash loop: restarts of its container, memory limits, failing health checks.",
};
pub const SIGNAL_MISSING: Standing = Standing {
    name: "signal_missing",
    alert: "SignalMissing",
    severity: Severity::Warning,
    wait: Duration::seconds(1800),
    window: Duration::seconds(0),
    title: "Signal missing",
    means: "The service is up, but none of the metrics that a signal reads has existed for half an hour: its alerts cannot fire.",
    first: "Compare the metrics page of the service with what its dialect or kind expects (monc explain).",
};

/// Kinds that are never "seen dead": each has a state of its own, or only its exporter is known. Some hosts are.
const NEVER_DOWN: [Access; 3] = [Access::Container, Access::Host, Access::Probe];

pub fn resolve(scope: &mut Scope<'_>) {
    let mut values = Values::default();
    let mut group = Group {
        name: names::SERVICE_GROUP.into(),
        ..Group::default()
    };
    let hosts = hosts::seen_from_outside(scope);
    if let Some(expr) = up(scope, &hosts) {
        group.recordings.push(RecordingRule {
            record: names::UP.into(),
            labels: BTreeMap::new(),
            expr,
            examples: examples::up(scope).into(),
        });
    }
    let all: Vec<String> = scope
        .stack
        .services
        .iter()
        .map(|service| service.name.clone())
        .collect();
    let seen_dead: Vec<String> = scope
        .stack
        .services
        .iter()
        .filter(|service| {
            scope
                .kind(&service.kind)
                .is_some_and(|kind| !NEVER_DOWN.contains(&kind.access))
                || hosts.contains(&service.name)
        })
        .map(|service| service.name.clone())
        .collect();
    let targets = targets(scope);
    let several: Vec<String> = seen_dead
        .iter()
        .filter(|name| targets.get(name.as_str()).is_some_and(|count| *count > 1))
        .cloned()
        .collect();
    let by = by(scope, &[]);
    let only_seen_dead = kinds_matcher(scope, seen_dead.len() < all.len(), !hosts.is_empty());
    for (standing, having) in [
        (DOWN, &seen_dead),
        (UNSEEN, &all),
        (INSTANCE_DOWN, &several),
        (FLAPPING, &seen_dead),
    ] {
        let resolved = values.of_base(
            scope,
            names::SERVICE_GROUP,
            &signal(&standing, having),
            &base(&standing),
        );
        let expression = |selection: Selection| {
            let (by, only_seen_dead) = (by.clone(), only_seen_dead.clone());
            Deferred::new(move || condition(standing.name, &by, &selection, &only_seen_dead))
        };
        let rules = rules(
            scope,
            &standing,
            &resolved,
            having,
            &expression,
            &BTreeMap::new(),
            standing.meaning(),
        );
        group.alerts.extend(rules);
    }
    group.alerts.push(watchdog());
    group.alerts.push(facts_missing());
    missing_rules::resolve(scope, &mut values);
    scope.stack.groups.insert(0, group);
}

/// What a standing alert asks of the services selected.
fn condition(
    standing: &str,
    by: &str,
    selection: &Selection,
    only_seen_dead: &[LabelMatch],
) -> String {
    let up = names::UP;
    tidy(&match standing {
        "down" => format!(
            "max by ({by}) ({}) == 0",
            select_series(up, selection, only_seen_dead)
        ),
        "unseen" => format!(
            "max by ({by}) ({}) unless on (service) {up}",
            select_series(names::SERVICE, selection, &[])
        ),
        "instance_down" => {
            let series = select_series(up, selection, &[]);
            format!("{series} == 0 and on (service) (max by (service) ({series}) == 1)")
        }
        _ => {
            let series = select_series(up, selection, only_seen_dead);
            format!(
                "max by ({by}) (changes({series}[15m])) > 3 unless on (service) (max by (service) ({series}) == 0)"
            )
        }
    })
}

/// Leaves out the kinds that are never seen dead.
fn kinds_matcher(scope: &Scope<'_>, some: bool, hosts: bool) -> Vec<LabelMatch> {
    let labels: BTreeSet<&str> = scope
        .stack
        .kinds
        .iter()
        .filter(|kind| !kind.services.is_empty())
        .filter(|kind| {
            scope
                .kind(&kind.name)
                .is_some_and(|known| NEVER_DOWN.contains(&known.access))
                && !(hosts && kind.name == "host")
        })
        .map(|kind| kind.label.as_str())
        .collect();
    if !some || labels.is_empty() {
        return Vec::new();
    }
    vec![LabelMatch {
        label: "kind".into(),
        operator: Operator::MatchesNot,
        value: crate::escape::promql::alternation(labels),
    }]
}

/// How many targets each service has.
fn targets<'s>(scope: &'s Scope<'_>) -> BTreeMap<&'s str, usize> {
    let mut out: BTreeMap<&str, usize> = BTreeMap::new();
    let plain = scope
        .stack
        .jobs
        .iter()
        .filter(|job| job.shape == crate::model::JobShape::Plain);
    for target in plain.flat_map(|job| &job.targets) {
        *out.entry(&target.service).or_default() += target.addresses.len();
    }
    out
}

pub fn by(scope: &Scope<'_>, more: &[&str]) -> String {
    let mut labels = vec!["service"];
    labels.extend(scope.stack.identity_labels.iter().map(String::as_str));
    labels.extend(more);
    labels.join(", ")
}

/// `service:up:min`: 1 seen alive, 0 seen dead, no series: not seen.
fn up(scope: &Scope<'_>, hosts: &[String]) -> Option<Deferred<String>> {
    let mut parts: Vec<(String, Option<Duration>, Vec<String>)> = Vec::new();
    for kind in &scope.stack.kinds {
        let Some(known) = scope.kind(&kind.name) else {
            continue;
        };
        if kind.services.is_empty() {
            continue;
        }
        let text = match (known.access, &known.up) {
            (Access::Service | Access::Stack, None) => "up{job=\"$job\"}".to_owned(),
            (Access::Probe, _) => format!("up{{job=\"$job\",kind=\"{}\"}} == 1", kind.label),
            (_, Some(own)) => format!("({own} and on (job, instance) up{{job=\"$job\"}} == 1)"),
            (_, None) => "up{job=\"$job\"} == 1".to_owned(),
        };
        let slowest = scope
            .stack
            .jobs
            .iter()
            .filter(|job| job.kind == kind.name)
            .map(|job| job.interval)
            .max();
        let hold = slowest.filter(|interval| *interval > SLOW).map(held);
        match parts
            .iter_mut()
            .find(|(known, held, _)| *known == text && *held == hold)
        {
            Some((_, _, jobs)) => jobs.extend(kind.jobs.iter().cloned()),
            None => parts.push((text, hold, kind.jobs.clone())),
        }
    }
    let hosts = hosts::seen_dead(scope, hosts);
    if parts.is_empty() && hosts.is_none() {
        return None;
    }
    let by = by(scope, &["instance"]);
    Some(Deferred::new(move || {
        let parts: Vec<String> = parts
            .iter()
            .filter_map(|(text, hold, jobs)| {
                let rewrite = Rewrite {
                    jobs,
                    hold: *hold,
                    ..Rewrite::default()
                };
                Some(promql::print(&rewrite.apply(promql::parse(text).ok()?)))
            })
            .chain(hosts)
            .collect();
        tidy(&format!("min by ({by}) ({})", parts.join(" or ")))
    }))
}

pub fn signal(standing: &Standing, having: &[String]) -> Signal {
    Signal {
        name: standing.name.into(),
        title: standing.title.into(),
        unit: Unit::State,
        bad_when: BadWhen::Above,
        help: Help {
            means: standing.means.into(),
            first: standing.first.into(),
        },
        record: names::UP.into(),
        expr: "".into(),
        examples: Vec::new().into(),
        keeps: Vec::new(),
        per_instance: standing.name == "instance_down",
        optional: false,
        panel: Panel::default(),
        services: having.into(),
        metrics: Vec::new().into(),
        own: false,
        alert: standing.alert.into(),
    }
}

pub fn base(standing: &Standing) -> Base {
    let limit = Limit::Value(crate::config::value::Scalar::Boolean(true));
    Base {
        layer: Layer {
            limits: BTreeMap::from([(standing.severity, (limit, crate::diagnostic::Path::root()))]),
            waits: Severity::ALL
                .into_iter()
                .map(|severity| (severity, standing.wait))
                .collect(),
            ..Layer::default()
        },
        state_severity: standing.severity,
        unbounded: true,
        counts: true,
    }
}

pub fn rules(
    scope: &Scope<'_>,
    standing: &Standing,
    resolved: &[(String, Rc<Limits>)],
    universe: &[String],
    expression: &dyn Fn(Selection) -> Deferred<String>,
    labels: &BTreeMap<String, String>,
    meaning: Option<Meaning>,
) -> Vec<AlertingRule> {
    type Key = (Severity, Option<String>, Duration, Option<Duration>);
    let mut by_key: BTreeMap<Key, (Vec<String>, &Limits)> = BTreeMap::new();
    for (service, limits) in resolved {
        for limit in &limits.severities {
            let key = (
                limit.severity,
                limit.hold.clone(),
                limit.wait,
                limits.keep_firing_for,
            );
            by_key
                .entry(key)
                .or_insert_with(|| (Vec::new(), limits))
                .0
                .push(service.clone());
        }
    }
    by_key
        .into_iter()
        .rev()
        .map(|((severity, hold, wait, keep), (services, first))| {
            let mut series_labels: Vec<String> = vec!["service".into()];
            series_labels.extend(scope.stack.identity_labels.iter().cloned());
            if standing.name == "instance_down" {
                series_labels.push("instance".into());
            }
            AlertingRule {
                meaning: meaning.clone(),
                alert: standing.alert.into(),
                signal: standing.name.into(),
                severity: Some(severity),
                condition: Condition::Expression(expression(select(
                    &services,
                    universe,
                    hold.is_none(),
                ))),
                hold,
                wait,
                keep_firing_for: keep,
                labels: labels.clone(),
                series_labels,
                any_label: false,
                texts: texts(resolved, &sorted(&services)),
                services: services.into(),
                kind: String::new(),
                unit: Some(Unit::State),
                title: standing.title.into(),
                summary: standing.title.into(),
                means: standing.means.into(),
                first: standing.first.into(),
                runbook: None,
                annotations: BTreeMap::new(),
                foreign_groups: 0,
                window: standing.window,
                path: first.path.clone(),
            }
        })
        .collect()
}

/// Services of the file come before the stack's own parts.
fn sorted(services: &[String]) -> Vec<String> {
    let mut sorted = services.to_vec();
    sorted.sort();
    sorted
}

fn own_rule(alert: &str, signal: &str, title: &str, expr: &str) -> AlertingRule {
    AlertingRule {
        alert: alert.into(),
        signal: signal.into(),
        severity: Some(Severity::Critical),
        hold: None,
        wait: Duration::seconds(300),
        keep_firing_for: None,
        condition: Condition::Expression(expr.into()),
        meaning: None,
        labels: BTreeMap::from([
            ("service".to_owned(), "prometheus".to_owned()),
            ("kind".to_owned(), names::STACK_KIND.to_owned()),
        ]),
        series_labels: Vec::new(),
        any_label: false,
        services: ["prometheus".to_owned()].into(),
        kind: "prometheus".into(),
        unit: Some(Unit::State),
        title: title.into(),
        summary: title.into(),
        means: String::new(),
        first: String::new(),
        runbook: None,
        annotations: BTreeMap::new(),
        texts: Vec::new(),
        foreign_groups: 0,
        window: Duration::default(),
        path: crate::diagnostic::Path::root(),
    }
}

fn watchdog() -> AlertingRule {
    AlertingRule {
        meaning: Some(Meaning::Watchdog),
        severity: None,
        wait: Duration::default(),
        means: "Always fires: as long as it arrives, alerting works from end to end.".into(),
        first: "Nothing to do. When it stops arriving, Prometheus or Alertmanager is down.".into(),
        ..own_rule("Watchdog", "watchdog", "Alerting works", "vector(1)")
    }
}

fn facts_missing() -> AlertingRule {
    AlertingRule {
        meaning: Some(Meaning::FactsMissing),
        means: "The list of services is not read: a service that vanishes would not be noticed."
            .into(),
        first:
            "Look at the target of the job `monc` in Prometheus, and at prometheus/facts/monc.prom."
                .into(),
        ..own_rule(
            "StackFactsMissing",
            "facts_missing",
            "List of services not read",
            &format!("absent({})", names::SERVICE),
        )
    }
}

//! Alerting rules → thresholds of signals where the catalog has them, else `[alerts]`.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::model::names;
use crate::promql::places::{Asked, asked};
use crate::promql::{self, Expr, PlaceMatcher, constant};

use super::own_alert::{OwnAlert, own};
use super::recognise::{Hit, Signals};
use super::rules::Rule;
use super::teams::Teams;
use super::told::Told;
use super::watched::{Limits, Watched};

/// What the rules became.
#[derive(Debug, Default)]
pub struct Alerts {
    /// For every service that has the signal.
    pub everywhere: Limits,
    /// By kind.
    pub kinds: BTreeMap<&'static str, Limits>,
    pub own: Vec<OwnAlert>,
    /// Values of `severity` in the old rules, and what each became.
    pub severities: BTreeMap<String, &'static str>,
    /// Names of the labels that the old rules set.
    pub labels: BTreeSet<String>,
}

/// Labels by which a container is called.
const CONTAINER: [&str; 3] = [
    "name",
    "container_name",
    "container_label_com_docker_compose_service",
];

/// Converts the rules. `services` get limits of their own.
pub fn convert(
    rules: &[Rule],
    services: &mut [Watched],
    jobs: &BTreeSet<String>,
    told: &mut Told,
) -> Alerts {
    let signals = Signals::new();
    let mut alerts = Alerts::default();
    let mut taken = names::generated_alerts(Catalog::built_in());
    let mut teams = Teams::default();
    for rule in rules.iter().filter(|rule| rule.is_alert) {
        let severity = severity(rule, told);
        alerts.labels.extend(rule.labels.keys().cloned());
        if let Some(written) = rule.labels.get("severity") {
            if written != severity {
                let what = format!("severity `{written}`");
                let known = told.became.iter().any(|(other, _)| *other == what);
                if !known {
                    told.became(what, format!("severity {severity}"));
                }
            }
            alerts.severities.insert(written.clone(), severity);
        }
        let condition = match promql::parse(&rule.expr) {
            Ok(condition) => condition,
            Err(why) => {
                told.finding(format!(
                    "{} is no PromQL ({}): Prometheus refuses the whole file",
                    rule.shown(),
                    first_line(&why)
                ));
                told.dropped(
                    format!("alert {}", rule.shown()),
                    "its expression cannot be read".to_owned(),
                );
                continue;
            }
        };
        if constant(&condition).is_some() {
            told.became(
                format!("alert {}", rule.shown()),
                "Watchdog, which is always there: `[routing] watchdog` sends it on".to_owned(),
            );
            continue;
        }
        if let Some(why) = never(&condition, services, jobs) {
            if why.contains("file system")
                && let Some((into, about)) =
                    threshold(&condition, rule, severity, &signals, services, &mut alerts)
            {
                told.finding(format!(
                    "{} could never fire: {why}. As a threshold it does",
                    rule.shown()
                ));
                told.became(format!("alert {}", rule.shown()), into);
                teams.says(rule, &about);
                continue;
            }
            told.finding(format!("{} could never fire: {why}", rule.shown()));
            told.dropped(
                format!("alert {}", rule.shown()),
                format!("it could never fire: {why}"),
            );
            continue;
        }
        if let Some((into, about)) =
            threshold(&condition, rule, severity, &signals, services, &mut alerts)
        {
            told.became(format!("alert {}", rule.shown()), into);
            let team = teams.says(rule, &about);
            for label in rule.labels.keys().filter(|label| *label != "severity") {
                if team && label == "team" {
                    continue;
                }
                told.dropped(
                    format!("label `{label}` of alert {}", rule.shown()),
                    "a threshold's alert has the labels of its service: `team`, `labels`"
                        .to_owned(),
                );
            }
            continue;
        }
        let own = own(condition, rule, severity, services, &mut taken, told);
        told.became(
            format!("alert {}", rule.shown()),
            format!("alerts.{}, as it is written", own.name),
        );
        alerts.own.push(own);
    }
    teams.give(services, told);
    alerts
}

fn severity(rule: &Rule, told: &mut Told) -> &'static str {
    let Some(written) = rule.labels.get("severity") else {
        if !told.without_severity.contains(&rule.name) {
            told.without_severity.push(rule.name.clone());
        }
        return "warning";
    };
    match written.to_lowercase().as_str() {
        "critical" | "page" | "high" | "error" | "emergency" | "fatal" | "disaster" | "crit" => {
            "critical"
        }
        "info" | "information" | "informational" | "notice" | "none" | "low" => "info",
        _ => "warning",
    }
}

/// Why no series can ever satisfy the matchers of a condition.
fn never(condition: &Expr, services: &[Watched], jobs: &BTreeSet<String>) -> Option<String> {
    let mut why = None;
    let absent = promql::metrics(condition).is_empty();
    asked(condition, &mut |matcher| {
        if matcher.is_negative || why.is_some() || absent || matcher.value.contains('$') {
            return;
        }
        if matcher.label == "job" && !jobs.iter().any(|job| matcher.names(job)) {
            let known: Vec<&str> = jobs.iter().map(String::as_str).collect();
            why = Some(format!(
                "no job is called `{}` (jobs are {})",
                matcher.value,
                known.join(", ")
            ));
        }
        let mut instances = services.iter().flat_map(|service| &service.instances);
        if matcher.label == "instance" && !instances.any(|instance| matcher.names(instance)) {
            why = Some(format!("no target has the instance `{}`", matcher.value));
        }
        if matcher.label == "fstype"
            && !matcher.is_regex
            && ["aufs", "rootfs"].contains(&matcher.value)
        {
            why = Some(format!(
                "no machine of today has a file system of type `{}`",
                matcher.value
            ));
        }
    });
    why
}

/// Puts the limit where it belongs, and says where that is and which services the alert was about, none if it was about all of them;
/// `None`: it is no limit of one signal.
fn threshold(
    condition: &Expr,
    rule: &Rule,
    severity: &'static str,
    signals: &Signals,
    services: &mut [Watched],
    alerts: &mut Alerts,
) -> Option<(String, Vec<usize>)> {
    let hits = signals.recognise(condition);
    let hit = hits.into_iter().find(|hit| has(hit, services))?;
    if rule.keep_firing_for.is_some() {
        return None;
    }
    let (only, matches) = scope(&hit, services)?;
    let of_all = only.is_none();
    let hold = rule.r#for.clone().unwrap_or_else(|| "0s".to_owned());
    let put = |limits: &mut Limits| {
        let limit = limits.entry(hit.signal.clone()).or_default();
        let fits = limit.values.is_empty() || limit.matches == matches;
        let free = limit
            .values
            .get(severity)
            .is_none_or(|value| *value == hit.value);
        if fits && free {
            limit.matches.clone_from(&matches);
            limit.values.insert(severity, hit.value.clone());
            limit.holds.insert(severity, hold.clone());
        }
        fits && free
    };
    let mut about = only.clone().unwrap_or_default();
    let at = match only {
        None => match hit.kind {
            None => {
                put(&mut alerts.everywhere).then_some(())?;
                "thresholds".to_owned()
            }
            Some(kind) => {
                let of_kind: Vec<usize> = (0..services.len())
                    .filter(|at| services[*at].kind == kind)
                    .collect();
                match of_kind.as_slice() {
                    [one] if !["container", "probe"].contains(&kind) => {
                        put(&mut services[*one].limits).then_some(())?;
                        about.push(*one);
                        format!("services.{}.thresholds", services[*one].name)
                    }
                    _ => {
                        put(alerts.kinds.entry(kind).or_default()).then_some(())?;
                        format!("kinds.{kind}.thresholds")
                    }
                }
            }
        },
        Some(only) => {
            let names: Vec<String> = only.iter().map(|at| services[*at].name.clone()).collect();
            for at in only {
                put(&mut services[at].limits).then_some(())?;
            }
            format!("thresholds of {}", names.join(", "))
        }
    };
    let of_kind = services
        .iter()
        .filter(|service| Some(service.kind.as_str()) == hit.kind);
    let several = of_kind
        .map(|service| service.instances.len())
        .sum::<usize>()
        > 1;
    let each = if several && of_all && promql::adds_all_up(condition) {
        ", each by itself"
    } else {
        ""
    };
    let into = format!("{at}: {} = {}{each}", hit.signal, hit.value);
    Some((into, about))
}

/// Whether any service has the signal.
fn has(hit: &Hit, services: &[Watched]) -> bool {
    services.iter().any(|service| match hit.kind {
        None => true,
        Some("http") => service.kind == "http" && service.dialect.as_deref() == hit.dialect,
        Some(kind) => service.kind == kind,
    })
}

/// Which services are meant, all if `None`, and which series of each.
type Scope = (Option<Vec<usize>>, BTreeMap<String, String>);

fn scope(hit: &Hit, services: &[Watched]) -> Option<Scope> {
    let mut only: Option<Vec<usize>> = None;
    let mut matches = BTreeMap::new();
    let of_containers = hit.kind == Some("container");
    for place in &hit.places {
        if hit.keeps.contains(&place.label) {
            let value = if place.is_regex {
                format!("=~{}", place.value)
            } else {
                place.value.clone()
            };
            if matches
                .insert(place.label.clone(), value.clone())
                .is_some_and(|other| other != value)
            {
                return None;
            }
            continue;
        }
        // Which file systems count is the signal's affair.
        if place.label == "fstype" {
            continue;
        }
        let named = |text: &str| names_it(place, text);
        let found: Vec<usize> = (0..services.len())
            .filter(|at| {
                let service = &services[*at];
                match place.label.as_str() {
                    "job" if of_containers => service.kind == "container" && named(&service.job),
                    "job" => named(&service.job),
                    "instance" => service.instances.iter().any(|instance| named(instance)),
                    label if of_containers && CONTAINER.contains(&label) => {
                        service.container.as_deref().is_some_and(named)
                    }
                    label => service.labels.get(label).is_some_and(|value| named(value)),
                }
            })
            .collect();
        if of_containers && ["job", "instance"].contains(&place.label.as_str()) && !found.is_empty()
        {
            continue;
        }
        // One instance of several is no service.
        let partly = place.label == "instance"
            && found.iter().any(|at| {
                services[*at]
                    .instances
                    .iter()
                    .any(|instance| !named(instance))
            });
        if found.is_empty() || partly {
            return None;
        }
        let both = only.map_or(found.clone(), |only| {
            only.into_iter().filter(|at| found.contains(at)).collect()
        });
        only = Some(both);
    }
    let all_of_kind = only.as_ref().is_some_and(|only| {
        let of_kind = services
            .iter()
            .filter(|service| Some(service.kind.as_str()) == hit.kind)
            .count();
        hit.kind.is_some() && !of_containers && of_kind == only.len()
    });
    Some((
        only.filter(|only| !all_of_kind && !only.is_empty()),
        matches,
    ))
}

fn names_it(place: &PlaceMatcher, text: &str) -> bool {
    let asked = Asked {
        label: &place.label,
        value: &place.value,
        is_regex: place.is_regex,
        is_negative: false,
    };
    asked.names(text)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

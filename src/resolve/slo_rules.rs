//! Rules of objectives. Events are counted apart, bad and all, and never averaged as ratios: 16 busy hours without a failure and 8
//! quiet ones with nothing else are half a percent of failures, and the mean of the ratios says a third. Windows up to an hour are read
//! from the raw series, longer ones from the shortest record, in a group of their own: eighty times less to read.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Severity, Unit};
use crate::config::value::Duration;
use crate::diagnostic::Path;
use crate::escape;
use crate::model::selector::tidy;
use crate::model::{
    AlertingRule, BURNS, Burn, Condition, Deferred, Example, Group, Meaning, Pace, RecordingRule,
    Slo, names,
};
use crate::promql::{self, Rewrite};

use super::examples::Counts;
use super::scope::Scope;
use super::service_rules::by;

/// The longest window that is read from raw series.
const RAW: Duration = Duration::seconds(3600);
/// Windows from here on move slowly enough for the slow group.
const LONG: Duration = Duration::seconds(6 * 3600);
const INTERVAL: Duration = Duration::seconds(60);
const LONG_INTERVAL: Duration = Duration::seconds(300);
/// An objective without data for so long is told of.
const NO_DATA: Duration = Duration::seconds(1800);
/// Joins two series of one objective.
const ON: &str = "on (service, slo)";

/// What an objective counts, as PromQL with `$window` and `$seconds`.
#[derive(Debug, Clone)]
pub enum Events {
    /// Of the catalog: one rule for all services.
    Known {
        kind: String,
        dialect: Option<String>,
        bad: Option<String>,
        good: Option<String>,
        total: String,
        cases: Vec<Counts>,
    },
    /// Of the file: rules of its own, with the service's labels.
    Own {
        good: String,
        total: String,
        labels: BTreeMap<String, String>,
    },
}

/// An objective with what it counts.
#[derive(Debug, Clone)]
pub struct Counted {
    pub slo: Slo,
    pub events: Events,
}

/// Objectives of one length share their windows.
struct Class {
    window: Duration,
    burns: Vec<(Burn, Duration, Duration)>,
}

impl Class {
    /// The record that long windows are made of.
    fn base(&self) -> Duration {
        let windows = self.burns.iter().map(|(_, _, short)| *short);
        windows.min().unwrap_or_default()
    }
}

pub fn resolve(scope: &mut Scope<'_>, counted: Vec<Counted>) {
    if counted.is_empty() {
        return;
    }
    let lengths: BTreeSet<Duration> = counted.iter().map(|counted| counted.slo.window).collect();
    let classes: Vec<Class> = lengths
        .into_iter()
        .map(|window| Class {
            window,
            burns: BURNS
                .iter()
                .map(|burn| {
                    let (long, short) = burn.windows(window, slowest(scope, &counted, window));
                    (*burn, long, short)
                })
                .collect(),
        })
        .collect();
    let mut windows: BTreeMap<Duration, Vec<usize>> = BTreeMap::new();
    for (index, class) in classes.iter().enumerate() {
        for window in class
            .burns
            .iter()
            .flat_map(|(_, long, short)| [*long, *short])
        {
            let having = windows.entry(window).or_default();
            if having.last() != Some(&index) {
                having.push(index);
            }
        }
        // The base must be raw, whatever is asked of it.
        windows.entry(class.base()).or_default();
    }
    let mut short = Group {
        name: names::SLO_GROUP.into(),
        interval: Some(INTERVAL.max(scope.stack.evaluation_interval)),
        ..Group::default()
    };
    let mut long = Group {
        name: names::SLO_LONG_GROUP.into(),
        interval: Some(LONG_INTERVAL.max(scope.stack.evaluation_interval)),
        ..Group::default()
    };
    let bases: BTreeSet<Duration> = classes.iter().map(Class::base).collect();
    for (window, having) in &windows {
        let group = if *window >= LONG {
            &mut long
        } else {
            &mut short
        };
        if *window <= RAW || bases.contains(window) {
            group.recordings.extend(raw(scope, &counted, *window));
        } else {
            let base = having
                .first()
                .map_or(*window, |class| classes[*class].base());
            for what in ["errors", "requests"] {
                group.recordings.push(RecordingRule {
                    examples: Vec::new().into(),
                    record: names::slo(what, *window),
                    labels: BTreeMap::new(),
                    expr: format!("avg_over_time({}[{window}])", names::slo(what, base))
                        .as_str()
                        .into(),
                });
            }
        }
        group.recordings.push(burn(&classes, *window, having));
    }
    long.recordings.push(budget(&classes));
    short.alerts = alerts(scope, &classes, &counted);
    scope.stack.groups.push(short);
    scope.stack.groups.push(long);
}

/// The longest scrape interval of what objectives of a length read.
fn slowest(scope: &Scope<'_>, counted: &[Counted], window: Duration) -> Duration {
    let of_length: BTreeSet<&str> = counted
        .iter()
        .filter(|counted| counted.slo.window == window)
        .map(|counted| counted.slo.service.as_str())
        .collect();
    let jobs = scope.stack.jobs.iter().filter(|job| {
        let mut targets = job.targets.iter();
        targets.any(|target| of_length.contains(target.service.as_str()))
    });
    let slowest = jobs.map(|job| job.interval).max();
    slowest.unwrap_or(scope.stack.scrape_interval)
}

/// Bad and all events per second over a window, from the raw series: a rule for each name of an objective, one more for each of the
/// file's own.
fn raw(scope: &Scope<'_>, counted: &[Counted], window: Duration) -> Vec<RecordingRule> {
    let mut known: BTreeMap<&str, BTreeMap<(&str, Parts<'_>), Members>> = BTreeMap::new();
    let mut out = Vec::new();
    for Counted { slo, events } in counted {
        match events {
            Events::Known {
                kind,
                dialect,
                bad,
                good,
                total,
                cases,
            } => {
                let parts = (bad.as_deref(), good.as_deref(), total.as_str());
                let members = known
                    .entry(&slo.name)
                    .or_default()
                    .entry((kind.as_str(), parts))
                    .or_default();
                members.services.push(slo.service.clone());
                members.cases.clone_from(cases);
                let jobs = scope
                    .stack
                    .jobs
                    .iter()
                    .filter(|job| job.kind == *kind && job.dialect == *dialect);
                members.jobs.extend(jobs.map(|job| job.name.clone()));
            }
            Events::Own {
                good,
                total,
                labels,
            } => {
                let mut labels = labels.clone();
                labels.insert("service".into(), slo.service.clone());
                labels.insert("slo".into(), slo.name.clone());
                let service = vec![slo.service.clone()];
                let (good, total) = (format!("sum({good})"), format!("sum({total})"));
                let bad = format!("clamp_min({total} - {good}, 0)");
                for (what, text) in [("errors", bad), ("requests", total)] {
                    let (service, jobs) = (service.clone(), Vec::new());
                    out.push(RecordingRule {
                        examples: Vec::new().into(),
                        record: names::slo(what, window),
                        labels: labels.clone(),
                        expr: Deferred::new(move || read(&[(text, jobs, service)], &[], window)),
                    });
                }
            }
        }
    }
    for (name, parts) in known {
        let mut errors = Vec::new();
        let mut requests = Vec::new();
        let (mut of_errors, mut of_requests) = (Vec::new(), Vec::new());
        for ((_, (bad, good, total)), members) in parts {
            let jobs: Vec<String> = members.jobs.into_iter().collect();
            let text = match (bad, good) {
                (Some(bad), _) => format!("{bad} or 0 * {total}"),
                // No `or`: a bucket that is not there must not be a hundred percent of failures.
                (None, good) => format!("clamp_min({total} - {}, 0)", good.unwrap_or(total)),
            };
            let example = |value: fn(&Counts) -> Option<f64>| Example {
                window,
                jobs: jobs.clone(),
                services: members.services.clone().into(),
                cases: members
                    .cases
                    .iter()
                    .map(|case| case.case(value(case)))
                    .collect(),
            };
            of_errors.push(example(|case| case.bad));
            of_requests.push(example(|case| case.total));
            errors.push((text, jobs.clone(), members.services.clone()));
            requests.push((total.to_owned(), jobs, members.services));
        }
        for (what, branches, examples) in [
            ("errors", errors, of_errors),
            ("requests", requests, of_requests),
        ] {
            let identity = scope.stack.identity_labels.clone();
            out.push(RecordingRule {
                examples: examples.into(),
                record: names::slo(what, window),
                labels: BTreeMap::from([("slo".to_owned(), name.to_owned())]),
                expr: Deferred::new(move || read(&branches, &identity, window)),
            });
        }
    }
    out
}

/// Bad, good, all.
type Parts<'c> = (Option<&'c str>, Option<&'c str>, &'c str);

#[derive(Default)]
struct Members {
    cases: Vec<Counts>,
    services: Vec<String>,
    jobs: BTreeSet<String>,
}

/// Branches (text, jobs, services) as one expression over a window.
fn read(
    branches: &[(String, Vec<String>, Vec<String>)],
    identity: &[String],
    window: Duration,
) -> String {
    let texts: Vec<String> = branches
        .iter()
        .filter_map(|(text, jobs, services)| {
            let text = text
                .replace("$window", &window.to_string())
                .replace("$seconds", &window.as_seconds().to_string());
            let services = escape::promql::alternation(services.iter().map(String::as_str));
            let rewrite = Rewrite {
                jobs,
                identity,
                services: Some(&services),
                hold: None,
            };
            Some(promql::print(&rewrite.apply(promql::parse(&text).ok()?)))
        })
        .collect();
    texts.join("\nor\n")
}

/// Which lengths of objectives a rule speaks of; nothing where all have the same.
fn of_window(classes: &[Class], having: &[usize]) -> String {
    let lengths: Vec<String> = having
        .iter()
        .map(|class| classes[*class].window.to_string())
        .collect();
    match lengths.as_slice() {
        _ if having.len() == classes.len() => String::new(),
        [one] => format!("{{window=\"{one}\"}}"),
        many => format!("{{window=~\"{}\"}}", many.join("|")),
    }
}

/// How many times faster than allowed the budget goes.
fn burn(classes: &[Class], window: Duration, having: &[usize]) -> RecordingRule {
    let all: Vec<usize> = (0..classes.len()).collect();
    let having = if having.is_empty() { &all } else { having };
    let expr = format!(
        "{} / ({} > 0) / {ON} group_left () (1 - {}{})",
        names::slo("errors", window),
        names::slo("requests", window),
        names::SLO,
        of_window(classes, having)
    );
    RecordingRule {
        examples: Vec::new().into(),
        record: names::slo("burn", window),
        labels: BTreeMap::new(),
        expr: Deferred::new(move || tidy(&expr)),
    }
}

/// 1: nothing used; 0: just met; below: missed.
fn budget(classes: &[Class]) -> RecordingRule {
    let parts: Vec<String> = classes
        .iter()
        .enumerate()
        .map(|(index, class)| {
            let (base, window) = (class.base(), class.window);
            format!(
                "1 - avg_over_time({}[{window}]) / (avg_over_time({}[{window}]) > 0) / {ON} group_left () (1 - {}{})",
                names::slo("errors", base),
                names::slo("requests", base),
                names::SLO,
                of_window(classes, &[index])
            )
        })
        .collect();
    let expr = parts.join(" or ");
    RecordingRule {
        examples: Vec::new().into(),
        record: names::SLO_BUDGET.into(),
        labels: BTreeMap::new(),
        expr: Deferred::new(move || tidy(&expr)),
    }
}

fn alerts(scope: &Scope<'_>, classes: &[Class], counted: &[Counted]) -> Vec<AlertingRule> {
    let mut services: Vec<String> = counted
        .iter()
        .map(|counted| counted.slo.service.clone())
        .collect();
    services.dedup();
    let mut series_labels = vec!["service".to_owned()];
    series_labels.extend(scope.stack.identity_labels.iter().cloned());
    series_labels.push("slo".into());
    let rule =
        |alert: &str, signal: &str, severity: Severity, wait: Duration, title: &str| AlertingRule {
            alert: alert.into(),
            signal: signal.into(),
            severity: Some(severity),
            hold: None,
            wait,
            keep_firing_for: None,
            condition: Condition::Expression("".into()),
            labels: BTreeMap::new(),
            series_labels: series_labels.clone(),
            services: services.clone().into(),
            kind: names::SLO_GROUP.into(),
            unit: Some(Unit::Count),
            title: title.into(),
            summary: title.into(),
            means: String::new(),
            first: String::new(),
            runbook: None,
            annotations: BTreeMap::new(),
            texts: Vec::new(),
            any_label: false,
            meaning: None,
            foreign_groups: 0,
            window: Duration::default(),
            path: Path::root(),
        };
    let mut out = Vec::new();
    for (severity, wait) in [(Severity::Critical, 60), (Severity::Warning, 300)] {
        let paces = paces(classes, severity);
        let shortest = paces.iter().map(|pace| pace.short).min();
        let parts: Vec<String> = paces.iter().map(burning).collect();
        out.push(AlertingRule {
            condition: Condition::Expression(Deferred::new(move || {
                let parts: Vec<String> = parts.iter().map(|part| tidy(part)).collect();
                parts.join("\nor\n")
            })),
            meaning: Some(Meaning::Burn(paces)),
            window: shortest.unwrap_or_default(),
            foreign_groups: u32::from(severity == Severity::Warning),
            means: "Bad events come faster than the objective allows, in a long window and still in a short one: at this pace the error budget is gone before its time.".into(),
            first: "Look at the page of the service for what fails or is slow; roll back what was changed last.".into(),
            ..rule("SloErrorBudgetBurn", "error_budget", severity, Duration::seconds(wait), "Error budget burns")
        });
    }
    let by = by(scope, &["slo", "window"]);
    let absent: Vec<String> = classes
        .iter()
        .enumerate()
        .map(|(index, class)| {
            let objectives = format!("{}{}", names::SLO, of_window(classes, &[index]));
            format!(
                "max by ({by}) ({objectives}) unless {ON} {}",
                names::slo("errors", class.base())
            )
        })
        .collect();
    let expr = format!(
        "({}) and on (service) (max by (service) ({}) == 1)",
        absent.join(" or "),
        names::UP
    );
    out.push(AlertingRule {
        condition: Condition::Expression(Deferred::new(move || tidy(&expr))),
        meaning: Some(Meaning::NoObjective(
            classes.iter().map(|class| (class.window, class.base())).collect(),
        )),
        series_labels: series_labels.iter().cloned().chain(["window".to_owned()]).collect(),
        foreign_groups: 1,
        means: "The service is up, but what the objective counts has not been there for half an hour: nobody would be told if it were missed.".into(),
        first: "Compare the metrics page of the service with what the objective reads: for latency, its `under` must be a bucket of the histogram.".into(),
        summary: "no data".into(),
        ..rule("SloNoData", "slo_no_data", Severity::Warning, NO_DATA, "Objective without data")
    });
    out
}

/// The paces of a severity, of all lengths of objectives.
fn paces(classes: &[Class], severity: Severity) -> Vec<Pace> {
    let mut out = Vec::new();
    for (index, class) in classes.iter().enumerate() {
        let of = class
            .burns
            .iter()
            .filter(|(burn, _, _)| burn.severity == severity);
        for (burn, long, short) in of {
            let shared = classes.iter().enumerate().any(|(other, class)| {
                let mut windows = class
                    .burns
                    .iter()
                    .flat_map(|(_, long, short)| [long, short]);
                let mut has = |window| windows.any(|other| other == window);
                other != index && has(long) && has(short)
            });
            out.push(Pace {
                factor: burn.factor,
                long: *long,
                short: *short,
                guarded: severity == Severity::Critical,
                only: shared.then_some(class.window),
            });
        }
    }
    out
}

/// The pace, in both windows; a page only for more than a few bad events.
fn burning(pace: &Pace) -> String {
    let Pace {
        factor,
        long,
        short,
        ..
    } = pace;
    let mut parts = vec![
        format!("{} > {factor}", names::slo("burn", *long)),
        format!("{} > {factor}", names::slo("burn", *short)),
    ];
    if pace.guarded {
        parts.push(format!(
            "({} * {} >= {ON} group_left () {})",
            names::slo("errors", *long),
            long.as_seconds(),
            names::SLO_MIN_EVENTS
        ));
    }
    if let Some(window) = pace.only {
        parts.push(format!("{}{{window=\"{window}\"}}", names::SLO));
    }
    parts.join(&format!(" and {ON} "))
}

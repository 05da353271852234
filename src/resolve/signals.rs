//! Signals in use: each becomes one recording, whose branches are the jobs that give it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{BadWhen, Dialect, Help, Kind, Panel, Signal as Known, Unit};
use crate::config::value::Duration;
use crate::config::{Dialect as WrittenDialect, Signal as Written};
use crate::diagnostic::{Diagnostic, Path, Place, nearest};
use crate::escape;
use crate::model::{Deferred, KindInUse, Service, Signal, Version, names};
use crate::promql::{self, Expr, Rewrite};

use super::examples::{self, Source};
use super::scope::{Scope, enabled};

const SHORTEST_WINDOW: u64 = 300;
/// Gauges scraped more rarely than this have holes in Prometheus' 5 m lookback.
pub const SLOW: Duration = Duration::seconds(120);

pub fn resolve(scope: &mut Scope<'_>) {
    let mut kinds: BTreeSet<&str> = BTreeSet::new();
    let services = scope.stack.services.clone();
    for service in &services {
        kinds.extend(service.sources.iter().map(String::as_str));
    }
    for name in kinds {
        let Some(kind) = scope.kind(name) else {
            continue;
        };
        let in_use = kind_in_use(scope, name, kind, &services);
        scope.stack.kinds.push(in_use);
    }
    own_signals(scope);
}

fn kind_in_use(scope: &Scope<'_>, name: &str, kind: &Kind, services: &[Service]) -> KindInUse {
    let jobs: Vec<&crate::model::Job> = scope
        .stack
        .jobs
        .iter()
        .filter(|job| job.kind == name)
        .collect();
    let slowest = jobs
        .iter()
        .map(|job| job.interval)
        .max()
        .unwrap_or(scope.stack.scrape_interval);
    let window = window(slowest);
    let hold =
        (slowest > SLOW).then(|| Duration::seconds(slowest.milliseconds.div_ceil(1000) * 2 + 60));
    let mut members: BTreeMap<Option<String>, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for service in services
        .iter()
        .filter(|service| service.sources.contains(name))
    {
        let dialect = service.dialect.clone().filter(|_| service.kind == name);
        members
            .entry(dialect)
            .or_default()
            .1
            .push(service.name.clone());
    }
    for job in &jobs {
        if let Some(member) = members.get_mut(&job.dialect) {
            member.0.push(job.name.clone());
        }
    }
    let label = services
        .iter()
        .find(|service| service.kind == name)
        .map(|service| service.kind_label.clone());
    let mut in_use = KindInUse {
        name: name.to_owned(),
        title: kind.title.clone(),
        plural: kind.plural.clone(),
        label: label.unwrap_or_else(|| name.to_owned()),
        window,
        signals: Vec::new(),
        services: services
            .iter()
            .filter(|service| service.kind == name)
            .map(|service| service.name.clone())
            .collect(),
        jobs: jobs.iter().map(|job| job.name.clone()).collect(),
    };
    for (signal_name, known) in &kind.signals {
        if !fits_version(scope, kind, known) {
            continue;
        }
        let mut branches: Vec<(String, Vec<String>)> = Vec::new();
        let mut having = Vec::new();
        let mut sources = Vec::new();
        for (dialect, (jobs, services)) in &members {
            let dialect = dialect
                .as_deref()
                .and_then(|dialect| dialect_named(scope, kind, dialect));
            let Some(text) = expression(known, dialect.as_ref()) else {
                continue;
            };
            having.extend(services.iter().cloned());
            sources.push(Source {
                text: text.replace("$window", &window.to_string()),
                dialect,
                jobs: jobs.clone(),
                services: services.clone(),
            });
            match branches.iter_mut().find(|(known, _)| *known == text) {
                Some((_, more)) => more.extend(jobs.iter().cloned()),
                None => branches.push((text, jobs.clone())),
            }
        }
        having.sort();
        if having.is_empty() {
            continue;
        }
        let identity = scope.stack.identity_labels.clone();
        let (expr, metrics) = branches_together(branches, identity, window, hold);
        let examples = examples::of(known, sources, window);
        in_use.signals.push(Signal {
            name: signal_name.clone(),
            title: known.title.clone(),
            unit: known.unit,
            bad_when: known.bad_when,
            help: known.help.clone(),
            record: known.record.replace("$window", &window.to_string()),
            expr,
            examples,
            keeps: known.keeps.clone(),
            per_instance: known.per_instance,
            optional: known.optional,
            panel: known.panel.clone(),
            services: having.into(),
            metrics,
            own: false,
            alert: names::alert(name, signal_name),
        });
    }
    in_use
}

/// max(5m, 5 × the interval), in whole minutes.
pub fn window(interval: Duration) -> Duration {
    let seconds = (interval.milliseconds * 5).div_ceil(1000);
    Duration::seconds(seconds.div_ceil(60).saturating_mul(60).max(SHORTEST_WINDOW))
}

/// Range in which a gauge of a slow job surely has a sample: two intervals and a minute.
pub fn held(interval: Duration) -> Duration {
    Duration::seconds(interval.milliseconds.div_ceil(1000) * 2 + 60)
}

fn fits_version(scope: &Scope<'_>, kind: &Kind, known: &Known) -> bool {
    let Some(exporter) = &kind.exporter else {
        return true;
    };
    let Some(version) = scope.stack.versions.get(&exporter.component) else {
        return true;
    };
    let since = known.since.as_deref().and_then(Version::of_tag);
    let until = known.until.as_deref().and_then(Version::of_tag);
    since.is_none_or(|since| *version >= since) && until.is_none_or(|until| *version < until)
}

/// The expression of a signal in a dialect, names put in; `None` when the dialect does not give it.
pub fn expression(known: &Known, dialect: Option<&Dialect>) -> Option<String> {
    let text = match &known.expr {
        Some(expr) => expr.clone(),
        None => {
            let runtime = dialect.and_then(|dialect| dialect.runtime.as_deref())?;
            known.exprs.get(runtime)?.clone()
        }
    };
    let milliseconds = dialect
        .is_some_and(|dialect| dialect.duration_unit.as_deref() == Some("milliseconds"))
        && known.unit == Unit::Duration
        && text.contains("$duration");
    let text = put_names_in(&text, dialect)?;
    Some(if milliseconds {
        format!("({text}) / 1000")
    } else {
        text
    })
}

pub(super) fn put_names_in(text: &str, dialect: Option<&Dialect>) -> Option<String> {
    let requests = dialect.and_then(|dialect| {
        dialect.requests.clone().or_else(|| {
            dialect
                .duration
                .as_ref()
                .map(|duration| format!("{duration}_count"))
        })
    });
    let of =
        |part: fn(&Dialect) -> Option<&String>| dialect.and_then(|dialect| part(dialect).cloned());
    let names = [
        ("$requests", requests),
        ("$status", of(|d| d.status.as_ref())),
        ("$duration", of(|d| d.duration.as_ref())),
        ("$route", of(|d| d.route.as_ref())),
        ("$in_flight", of(|d| d.in_flight.as_ref())),
    ];
    let mut text = text.to_owned();
    for (placeholder, name) in names {
        if text.contains(placeholder) {
            text = text.replace(placeholder, &name?);
        }
    }
    Some(text)
}

/// One expression of all branches, and the raw metrics that it reads. Branches are expressions of the catalog with metric
/// names of a form that the schema keeps: they parse.
fn branches_together(
    branches: Vec<(String, Vec<String>)>,
    identity: Vec<String>,
    window: Duration,
    hold: Option<Duration>,
) -> (Deferred<String>, Deferred<Vec<String>>) {
    let parsed = Deferred::new(move || -> Vec<(Expr, Vec<String>)> {
        branches
            .into_iter()
            .filter_map(|(text, jobs)| {
                let text = text.replace("$window", &window.to_string());
                Some((promql::parse(&text).ok()?, jobs))
            })
            .collect()
    });
    let same = parsed.clone();
    let metrics = Deferred::new(move || {
        let names = same.iter().flat_map(|(parsed, _)| promql::metrics(parsed));
        names.collect::<BTreeSet<String>>().into_iter().collect()
    });
    let expr = Deferred::new(move || {
        let texts: Vec<String> = parsed
            .iter()
            .map(|(parsed, jobs)| {
                let rewrite = Rewrite {
                    jobs,
                    identity: &identity,
                    services: None,
                    hold,
                };
                promql::print(&rewrite.apply(parsed.clone()))
            })
            .collect();
        texts.join("\nor\n")
    });
    (expr, metrics)
}

/// The dialect of a service, own ones with what they are like.
pub fn dialect(scope: &Scope<'_>, service: &Service) -> Option<Dialect> {
    dialect_named(
        scope,
        scope.kind(&service.kind)?,
        service.dialect.as_deref()?,
    )
}

/// A dialect by name: of the file first, then of the catalog.
pub fn dialect_named(scope: &Scope<'_>, kind: &Kind, name: &str) -> Option<Dialect> {
    let own = &scope.config.dialects;
    let mut chain: Vec<&WrittenDialect> = Vec::new();
    let mut at = name;
    let base = loop {
        match own.get(at) {
            Some(written) if chain.len() <= own.len() => {
                chain.push(written);
                match written.like.as_deref() {
                    Some(like) => at = like,
                    None => break None,
                }
            }
            Some(_) => break None,
            None => break kind.dialects.get(at).cloned(),
        }
    };
    if chain.is_empty() && base.is_none() {
        return None;
    }
    let mut dialect = base.unwrap_or_default();
    for written in chain.into_iter().rev() {
        if written.duration.is_some() {
            dialect.buckets.clear();
            dialect.duration_unit = None;
        }
        let over = |over: &Option<String>, base: &mut Option<String>| {
            if over.is_some() {
                base.clone_from(over);
            }
        };
        over(&written.requests, &mut dialect.requests);
        over(&written.status, &mut dialect.status);
        over(&written.duration, &mut dialect.duration);
        over(&written.path, &mut dialect.path);
        over(&written.runtime, &mut dialect.runtime);
    }
    Some(dialect)
}

fn own_signals(scope: &mut Scope<'_>) {
    let config = scope.config;
    for (name, written) in config
        .signals
        .iter()
        .filter(|(_, signal)| enabled(signal.enabled))
    {
        if let Some((signal, kinds)) = own_signal(scope, name, written) {
            for kind in &mut scope.stack.kinds {
                if kinds.contains(&kind.name) {
                    kind.signals.push(signal.clone());
                }
            }
        }
    }
}

fn own_signal(
    scope: &mut Scope<'_>,
    name: &str,
    written: &Written,
) -> Option<(Signal, BTreeSet<String>)> {
    let path = Path::of(&["signals", name]);
    let mut services = Vec::new();
    let mut kinds = BTreeSet::new();
    for (index, service) in written.services.iter().enumerate() {
        match scope.stack.service(service) {
            Some(known) if !known.own => {
                services.push(service.clone());
                kinds.insert(known.kind.clone());
            }
            _ if scope.config.services.contains_key(service) => {}
            _ => {
                let near = nearest(service, scope.config.services.keys().map(String::as_str));
                let help = near.map_or_else(
                    || "name a service of this file".to_owned(),
                    |near| format!("did you mean \"{near}\"?"),
                );
                scope.report(
                    Diagnostic::error(
                        "service/unknown",
                        format!("there is no service `{service}`"),
                    )
                    .at(
                        Place::Value(path.key("services").index(index)),
                        "not a service of this file",
                    )
                    .help(help),
                );
            }
        }
    }
    let missing = |key: &str, help: &str| {
        Diagnostic::error(
            "signal/incomplete",
            format!("signal `{name}` has no `{key}`"),
        )
        .at(Place::Key(path.clone()), format!("`{key}` is missing here"))
        .help(help.to_owned())
    };
    if written.services.is_empty() {
        let finding = missing(
            "services",
            "say which services have it: `services = [\"api\"]`",
        );
        scope.report(finding);
    }
    let Some(expr) = &written.expr else {
        let finding = missing("expr", "add `expr = \"sum by (service, instance) (…)\"`");
        scope.report(finding);
        return None;
    };
    let Some(unit) = written.unit.as_deref().and_then(unit) else {
        let finding = missing(
            "unit",
            "add `unit = \"count\"`, or ratio, duration, bytes, rate, …",
        );
        scope.report(finding);
        return None;
    };
    let parsed = match promql::parse(expr) {
        Ok(parsed) => parsed,
        Err(error) => {
            scope.report(super::syntax::finding(
                format!("the expression of signal `{name}` does not parse"),
                path.key("expr"),
                expr,
                error,
            ));
            return None;
        }
    };
    let metrics: Vec<String> = promql::metrics(&parsed).into_iter().collect();
    services.sort();
    services.dedup();
    let matching = escape::promql::alternation(services.iter().map(String::as_str));
    let rewrite = Rewrite {
        jobs: &[],
        identity: &scope.stack.identity_labels,
        services: Some(&matching),
        hold: None,
    };
    let by_instance = mentions_instance(expr);
    let inner = promql::print(&rewrite.apply(parsed));
    let mut by = vec!["service".to_owned()];
    by.extend(scope.stack.identity_labels.iter().cloned());
    if by_instance {
        by.push("instance".into());
    }
    by.extend(written.keeps.iter().cloned());
    let fold = if written.bad_when == Some(BadWhen::Below) {
        "min"
    } else {
        "max"
    };
    let wrapped = format!("{fold} by ({}) ({inner})", by.join(", "));
    let expr = promql::parse(&wrapped).map_or(wrapped, |parsed| promql::print(&parsed));
    let means = written.help.clone().unwrap_or_else(|| {
        format!(
            "{} of the service.",
            written.title.clone().unwrap_or_else(|| name.to_owned())
        )
    });
    let examples: Vec<_> = written
        .example
        .iter()
        .map(|example| {
            let series = examples::written(scope, &path.key("example"), &example.input);
            let window = examples::longest_range(expr.as_str())
                .unwrap_or(Duration::seconds(SHORTEST_WINDOW));
            examples::own(series, example.value, &services, window)
        })
        .collect();
    let examples = examples.into();
    Some((
        Signal {
            name: name.to_owned(),
            title: written.title.clone().unwrap_or_else(|| title_of(name)),
            unit,
            bad_when: written.bad_when.unwrap_or_default(),
            help: Help {
                means,
                first: "Look at the service's page and its logs.".into(),
            },
            record: format!("service:{name}:{}", unit.name()),
            expr: expr.into(),
            examples,
            keeps: written.keeps.clone(),
            per_instance: by_instance,
            optional: written.optional.unwrap_or(false),
            panel: panel(written),
            services: services.into(),
            metrics: metrics.into(),
            own: true,
            alert: names::camel(name),
        },
        kinds,
    ))
}

/// Whether the expression speaks of instances; those that group without it are per service.
fn mentions_instance(expr: &str) -> bool {
    expr.contains("instance") || !expr.contains("by")
}

fn panel(written: &Written) -> Panel {
    written
        .panel
        .clone()
        .and_then(|keys| {
            serde_json::from_value(serde_json::Value::Object(keys.into_iter().collect())).ok()
        })
        .unwrap_or_default()
}

/// The unit of this name.
pub fn unit(name: &str) -> Option<Unit> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

/// `queue_depth` → `Queue depth`.
fn title_of(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

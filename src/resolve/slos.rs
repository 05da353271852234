//! Service level objectives: what each counts, and what is wrong with it.

use crate::catalog::{Dialect, Sli, Unit};
use crate::config::SloTable;
use crate::config::value::{Duration, Scalar};
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::model::{Service, Slo};
use crate::promql;

use super::examples;
use super::scope::Scope;
use super::signals::{dialect, put_names_in};
use super::slo_rules::{self, Counted, Events};
use super::value::{print_value, read_value};

const DAY: u64 = 86_400;
const DEFAULT_WINDOW: Duration = Duration::seconds(30 * DAY);
/// Below, the windows of a page hold too few scrapes; above, nobody remembers.
const SHORTEST: Duration = Duration::seconds(7 * DAY);
const LONGEST: Duration = Duration::seconds(90 * DAY);
const DEFAULT_MIN_EVENTS: u32 = 5;

pub fn resolve(scope: &mut Scope<'_>) {
    let mut counted = Vec::new();
    for service in scope.stack.services.clone() {
        let Some(written) = scope.written(&service.name) else {
            continue;
        };
        for (name, slo) in &written.slos {
            let path = Path::of(&["services", &service.name, "slos", name]);
            let table = slo.table();
            let objective = match slo {
                crate::config::Slo::Objective(_) => path.clone(),
                crate::config::Slo::Table(_) => path.key("objective"),
            };
            let slo = slo_of(scope, &service, name, &table, &path, objective);
            let events = events(scope, &service, name, &table, &path);
            if let (Some(slo), Some(events)) = (slo, events) {
                scope.stack.slos.push(slo.clone());
                counted.push(Counted { slo, events });
            }
        }
    }
    slo_rules::resolve(scope, counted);
}

fn slo_of(
    scope: &mut Scope<'_>,
    service: &Service,
    name: &str,
    table: &SloTable,
    path: &Path,
    place: Path,
) -> Option<Slo> {
    let defaults = &scope.config.slos;
    let window = table.window.or(defaults.window).unwrap_or(DEFAULT_WINDOW);
    let min_events = table.min_events.or(defaults.min_events);
    let default_window = table.window.is_none();
    let Some(objective) = &table.objective else {
        scope.report(
            Diagnostic::error(
                "slo/incomplete",
                format!("objective `{name}` says no share"),
            )
            .at(Place::Value(path.clone()), "`objective` is missing here")
            .help("add `objective = \"99.9%\"`"),
        );
        return None;
    };
    let value = read_value(Unit::Ratio, &Scalar::Text(objective.clone()));
    let Some(value) = value.filter(|value| *value > 0.0 && *value < 1.0) else {
        let finding = Diagnostic::error(
            "slo/not-an-objective",
            format!("\"{objective}\" cannot be the objective of `{name}`"),
        );
        let expected = "expected a share above 0% and below 100%";
        let help = match value {
            Some(value) if value >= 1.0 => {
                "nothing is always good: write what you can keep, such as \"99.9%\""
            }
            _ => "write a share such as \"99.9%\"",
        };
        scope.report(finding.at(Place::Value(place), expected).help(help));
        return None;
    };
    if window < SHORTEST || window > LONGEST {
        let place = if default_window {
            Path::of(&["slos", "window"])
        } else {
            path.key("window")
        };
        scope.report(
            Diagnostic::error(
                "slo/window-out-of-range",
                format!("{window} cannot be the window of an objective"),
            )
            .at(
                Place::Value(place),
                format!("expected {SHORTEST} to {LONGEST}"),
            )
            .help("write \"30d\", or \"28d\" to have the same weekdays in every window"),
        );
        return None;
    }
    Some(Slo {
        name: name.to_owned(),
        service: service.name.clone(),
        objective: value,
        shown: print_value(Unit::Ratio, value),
        window,
        min_events: min_events.unwrap_or(DEFAULT_MIN_EVENTS),
        path: path.clone(),
    })
}

fn events(
    scope: &mut Scope<'_>,
    service: &Service,
    name: &str,
    table: &SloTable,
    path: &Path,
) -> Option<Events> {
    match (&table.good, &table.total) {
        (Some(good), Some(total)) => {
            let good = own(scope, good, path.key("good"));
            let total = own(scope, total, path.key("total"));
            return Some(Events::Own {
                good: good?,
                total: total?,
                labels: service.identity(),
            });
        }
        (None, None) => {}
        (good, _) => {
            let (there, missing) = if good.is_some() {
                ("good", "total")
            } else {
                ("total", "good")
            };
            scope.report(
                Diagnostic::error(
                    "slo/incomplete",
                    format!("objective `{name}` has `{there}`, but no `{missing}`"),
                )
                .at(
                    Place::Value(path.clone()),
                    format!("`{missing}` is missing here"),
                )
                .help(format!("add `{missing} = \"sum(rate(…[$window]))\"`")),
            );
            return None;
        }
    }
    let dialect = dialect(scope, service);
    let sources = std::iter::once(&service.kind).chain(&service.sources);
    let found = sources.filter_map(|source| {
        let sli = scope.kind(source)?.slis.get(name)?;
        let own = dialect.as_ref().filter(|_| *source == service.kind);
        Some((source.clone(), sli, own))
    });
    let mut possible = found.filter_map(|(source, sli, dialect)| {
        Some((source, sli.clone(), texts(sli, dialect)?, dialect.cloned()))
    });
    let Some((source, sli, (bad, good, total), dialect)) = possible.next() else {
        drop(possible);
        report_unknown(scope, service, name, path);
        return None;
    };
    drop(possible);
    let limit = match (
        good.as_deref().is_some_and(|good| good.contains("$under")),
        table.under,
    ) {
        (true, Some(under)) => Some(bucket(under, dialect.as_ref())),
        (true, None) => {
            scope.report(
                Diagnostic::error(
                    "slo/incomplete",
                    format!("objective `{name}` does not say how fast is good"),
                )
                .at(Place::Value(path.clone()), "`under` is missing here")
                .help("add `under = \"300ms\"`: a bucket of the app's histogram"),
            );
            return None;
        }
        (false, Some(_)) => {
            scope.report(
                Diagnostic::error(
                    "slo/incomplete",
                    format!("objective `{name}` counts no durations"),
                )
                .at(
                    Place::Key(path.key("under")),
                    "only `latency` takes `under`",
                )
                .help("take it out"),
            );
            return None;
        }
        (false, None) => None,
    };
    let put = |text: String| match &limit {
        Some(limit) => text.replace("$under", limit),
        None => text,
    };
    Some(Events::Known {
        kind: source.clone(),
        dialect: service.dialect.clone().filter(|_| source == service.kind),
        cases: examples::of_objective(
            &sli,
            dialect.as_ref(),
            &table.under.map_or(String::new(), |under| {
                bound(under, dialect.as_ref()).to_string()
            }),
        ),
        bad: bad.map(put),
        good: good.map(put),
        total: put(total),
    })
}

/// Bad, good and all events with the names of the dialect; `None` when it lacks one.
fn texts(sli: &Sli, dialect: Option<&Dialect>) -> Option<(Option<String>, Option<String>, String)> {
    let named = |text: &Option<String>| match text {
        Some(text) => put_names_in(text, dialect).map(Some),
        None => Some(None),
    };
    Some((
        named(&sli.bad)?,
        named(&sli.good)?,
        put_names_in(&sli.total, dialect)?,
    ))
}

/// A bucket's limit in the unit of the dialect.
fn bound(under: Duration, dialect: Option<&Dialect>) -> f64 {
    let milliseconds =
        dialect.is_some_and(|dialect| dialect.duration_unit.as_deref() == Some("milliseconds"));
    if milliseconds {
        under.milliseconds as f64
    } else {
        under.as_seconds()
    }
}

/// A bucket's limit as a matcher's value. Prometheus 3 reads `le="1"` as `1.0`, older ones keep it as the app writes it.
fn bucket(under: Duration, dialect: Option<&Dialect>) -> String {
    let value = bound(under, dialect);
    // Digits and a point: nothing else of a regular expression.
    let text = value.to_string().replace('.', "[.]");
    if value.fract() == 0.0 {
        format!("{text}|{text}[.]0")
    } else {
        text
    }
}

fn report_unknown(scope: &mut Scope<'_>, service: &Service, name: &str, path: &Path) {
    let known: Vec<String> = service
        .sources
        .iter()
        .filter_map(|source| scope.kind(source))
        .flat_map(|kind| kind.slis.keys().map(|name| format!("`{name}`")))
        .collect();
    let own = format!("`{name} = {{ objective = \"99.9%\", good = \"…\", total = \"…\" }}`");
    let help = if known.is_empty() {
        format!("say what it counts: {own}")
    } else {
        format!(
            "it knows {}; else say what it counts: {own}",
            known.join(", ")
        )
    };
    scope.report(
        Diagnostic::error(
            "slo/unknown",
            format!(
                "monc does not know what `{name}` counts for service `{}`",
                service.name
            ),
        )
        .at(
            Place::Key(path.clone()),
            format!(
                "neither kind `{}` nor a probe of it counts this",
                service.kind
            ),
        )
        .help(help),
    );
}

/// An expression of the file, once it has a place for the window and parses.
fn own(scope: &mut Scope<'_>, text: &str, path: Path) -> Option<String> {
    if !text.contains("[$window]") {
        scope.report(
            Diagnostic::error("slo/no-window", format!("`{path}` does not say where the window goes"))
                .at(Place::Value(path), "expected `[$window]` where a range goes")
                .help("write `sum(rate(name_total[$window]))`: it is read over every window of the burn rates"),
        );
        return None;
    }
    if let Err(error) = promql::parse(&text.replace("$window", "5m")) {
        scope.report(
            Diagnostic::error("promql/syntax", format!("`{path}` does not parse"))
                .at(Place::Value(path), error)
                .help("try it in Prometheus' own query page first, with 5m in place of $window"),
        );
        return None;
    }
    Some(text.to_owned())
}

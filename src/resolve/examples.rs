//! Examples of signals in use: names of the dialect put in, series read.

use std::collections::BTreeMap;

use promql_parser::parser::Expr;

use crate::catalog::{Access, Dialect, Example as Known, Expected, Given, Signal, Sli, Unit};
use crate::config::InputValue;
use crate::config::value::{Duration, parse_duration};
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::model::{Case, Deferred, Example, RawSeries};
use crate::promql;

use super::scope::Scope;

/// One dialect of a signal: its expression with windows, and who has it.
pub struct Source {
    pub text: String,
    pub dialect: Option<Dialect>,
    pub jobs: Vec<String>,
    pub services: Vec<String>,
}

/// The examples of a signal, one set for each expression.
pub fn of(known: &Signal, sources: Vec<Source>, window: Duration) -> Deferred<Vec<Example>> {
    let (plain, by_runtime) = (known.example.clone(), known.examples.clone());
    let scaled = known.unit == Unit::Duration;
    Deferred::new(move || {
        let mut together: Vec<Source> = Vec::new();
        for source in sources {
            match together.iter_mut().find(|other| other.text == source.text) {
                Some(other) => {
                    other.jobs.extend(source.jobs);
                    other.services.extend(source.services);
                }
                None => together.push(source),
            }
        }
        together
            .into_iter()
            .filter_map(|source| {
                let dialect = source.dialect.as_ref();
                let runtime = dialect.and_then(|dialect| dialect.runtime.as_ref());
                let known = runtime
                    .and_then(|runtime| by_runtime.get(runtime))
                    .unwrap_or(&plain);
                let unit = dialect.and_then(|dialect| dialect.duration_unit.as_deref());
                let milliseconds = scaled && unit == Some("milliseconds");
                let cases: Vec<Case> = known
                    .iter()
                    .filter_map(|known| case(known, dialect, milliseconds))
                    .collect();
                (!cases.is_empty()).then(|| Example {
                    window: longest_range(&source.text).unwrap_or(window),
                    jobs: source.jobs,
                    services: source.services.into(),
                    cases,
                })
            })
            .collect()
    })
}

/// What an objective counts of raw series.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    pub series: Vec<RawSeries>,
    /// Events per second, or per sample; none: no sample.
    pub bad: Option<f64>,
    pub total: Option<f64>,
}

impl Counts {
    /// As an example of a record that has this value. Each is of the whole service, so it stands alone.
    pub fn case(&self, value: Option<f64>) -> Case {
        Case {
            series: self.series.clone(),
            expected: value
                .map(|value| (BTreeMap::new(), value))
                .into_iter()
                .collect(),
            alone: true,
        }
    }
}

/// The examples of what an objective counts, with names of the dialect and the limit of latency put in.
pub fn of_objective(known: &Sli, dialect: Option<&Dialect>, under: &str) -> Vec<Counts> {
    let mut out = Vec::new();
    for example in &known.example {
        let mut all = example.input.iter();
        let series: Option<Vec<RawSeries>> = all
            .by_ref()
            .map(|(text, given)| {
                let text = super::signals::put_names_in(&text.replace("$under", under), dialect)?;
                let (metric, labels) = selector(&text)?;
                Some(RawSeries {
                    metric,
                    labels,
                    given: Given::parse(given)?,
                })
            })
            .collect();
        out.extend(series.map(|series| Counts {
            series,
            bad: example.bad,
            total: example.total,
        }));
    }
    out
}

fn case(known: &Known, dialect: Option<&Dialect>, milliseconds: bool) -> Option<Case> {
    let mut series = Vec::new();
    for (text, given) in &known.input {
        let text = super::signals::put_names_in(text, dialect)?;
        let (metric, mut labels) = selector(&text)?;
        if milliseconds && let Some(bound) = labels.get_mut("le") {
            *bound = match bound.parse::<f64>() {
                Ok(number) if number.is_finite() => (number * 1000.0).to_string(),
                _ => bound.clone(),
            };
        }
        series.push(RawSeries {
            metric,
            labels,
            given: Given::parse(given)?,
        });
    }
    let expected = match &known.value {
        None => Vec::new(),
        Some(Expected::One(value)) => vec![(BTreeMap::new(), *value)],
        Some(Expected::Each(values)) => values
            .iter()
            .map(|(labels, value)| Some((selector(&format!("x{{{labels}}}"))?.1, *value)))
            .collect::<Option<_>>()?,
    };
    Some(Case {
        series,
        expected,
        alone: known.alone,
    })
}

/// Series that the file writes; those that are none are said.
pub fn written(
    scope: &mut Scope<'_>,
    path: &Path,
    input: &BTreeMap<String, InputValue>,
) -> Vec<RawSeries> {
    let mut out = Vec::new();
    for (text, value) in input {
        let given = match value {
            InputValue::Number(number) => Some(Given::Values(vec![*number])),
            InputValue::Text(text) => Given::parse(text),
        };
        match (selector(text), given) {
            (Some((metric, labels)), Some(given)) => out.push(RawSeries {
                metric,
                labels,
                given,
            }),
            (None, _) => scope.report(
                Diagnostic::error("promql/syntax", format!("`{text}` is no series"))
                    .at(
                        Place::Key(path.key("input").key(text)),
                        "expected a name and labels",
                    )
                    .help("write `metric{label=\"value\"}`"),
            ),
            (_, None) => {}
        }
    }
    out
}

/// The example of a signal of the file.
pub fn own(
    series: Vec<RawSeries>,
    value: Option<f64>,
    services: &[String],
    window: Duration,
) -> Example {
    Example {
        window,
        jobs: Vec::new(),
        services: services.into(),
        cases: vec![Case {
            series,
            expected: value
                .map(|value| (BTreeMap::new(), value))
                .into_iter()
                .collect(),
            alone: true,
        }],
    }
}

/// Name and labels of `metric{a="b"}`.
fn selector(text: &str) -> Option<(String, BTreeMap<String, String>)> {
    let Expr::VectorSelector(selector) = promql::parse(text).ok()? else {
        return None;
    };
    let labels = selector
        .matchers
        .matchers
        .iter()
        .map(|matcher| (matcher.name.clone(), matcher.value.clone()))
        .collect();
    Some((selector.name?, labels))
}

/// The longest range that an expression asks for.
pub fn longest_range(text: &str) -> Option<Duration> {
    text.split('[')
        .skip(1)
        .filter_map(|rest| parse_duration(rest.split(']').next()?.trim()))
        .max()
}

/// Examples of `service:up:min`, for each kind: alive, seen dead, and not seen.
pub fn up(scope: &Scope<'_>) -> Vec<Example> {
    let kinds = scope.stack.kinds.iter();
    kinds
        .filter(|kind| !kind.services.is_empty())
        .filter_map(|kind| {
            let known = scope.kind(&kind.name)?;
            let own = known.up.as_deref().and_then(|own| promql::parse(own).ok());
            let own = own.and_then(|own| promql::metrics(&own).into_iter().next());
            let cases = match (known.access, own.as_deref()) {
                (Access::Service | Access::Stack, None) => vec![
                    alive(&[("up", 1.0)], Some(1.0)),
                    alive(&[("up", 0.0)], Some(0.0)),
                ],
                (Access::Probe, _) => {
                    let mut of_another = alive(&[("up", 1.0)], None);
                    for raw in &mut of_another.series {
                        raw.labels.insert("kind".into(), "another".into());
                    }
                    vec![
                        alive(&[("up", 1.0)], Some(1.0)),
                        alive(&[("up", 0.0)], None),
                        of_another,
                    ]
                }
                (_, None) => vec![
                    alive(&[("up", 1.0)], Some(1.0)),
                    alive(&[("up", 0.0)], None),
                ],
                (_, Some(own)) => vec![
                    alive(&[(own, 1.0), ("up", 1.0)], Some(1.0)),
                    alive(&[(own, 0.0), ("up", 1.0)], Some(0.0)),
                    alive(&[(own, 1.0), ("up", 0.0)], None),
                ],
            };
            Some(Example {
                window: kind.window,
                jobs: kind.jobs.clone(),
                services: kind.services.clone().into(),
                cases,
            })
        })
        .collect()
}

fn alive(series: &[(&str, f64)], value: Option<f64>) -> Case {
    let series = series.iter().map(|(metric, value)| RawSeries {
        metric: (*metric).to_owned(),
        labels: BTreeMap::new(),
        given: Given::Values(vec![*value]),
    });
    Case {
        series: series.collect(),
        expected: value
            .map(|value| (BTreeMap::new(), value))
            .into_iter()
            .collect(),
        alone: false,
    }
}

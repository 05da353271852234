//! Tests of what is recorded for objectives: bad and all events from raw series (`tests-objectives.yml`), then what is made of
//! those over windows of hours and days (`tests-objectives-long.yml`): the input of each step is the record of the one before,
//! so that every value is exact.

use std::collections::{BTreeMap, BTreeSet};

use super::course::Course;
use super::group::Expected;
use super::inputs::{Labels, series};
use super::labels::identity;
use super::missing::ELSEWHERE;
use super::records::{EARLIER, SAMPLES, Sheet, Sheets, course, file, interval, later};
use crate::catalog::Given;
use crate::config::value::Duration;
use crate::model::{Case, Example, Meaning, RecordingRule, Stack, names};

/// Objective of the recorded budgets: a binary fraction, as are all values here.
const OBJECTIVE: f64 = 0.75;

/// Whether a rule records something of an objective.
pub fn is_of_objective(rule: &RecordingRule) -> bool {
    rule.record.starts_with("slo:")
}

/// Names and texts of the files; none where there is no objective.
pub fn files(stack: &Stack) -> Vec<(String, String)> {
    let raw = raw(stack);
    let long = long(stack);
    let mut out = Vec::new();
    for (name, what, sheets) in [
        (
            "tests-objectives.yml",
            "Unit tests of what objectives count in raw series: run `promtool test rules tests*.yml` in this folder. Nothing may\n\
             come of the same metrics under another job, or of another service.",
            raw,
        ),
        (
            "tests-objectives-long.yml",
            "Unit tests of how fast error budgets go and what is left of them: run `promtool test rules tests*.yml` in this\n\
             folder. What happened before a window must change nothing.",
            long,
        ),
    ] {
        if let Some((interval, sheets)) = sheets {
            out.push((name.to_owned(), file(stack, what, interval, sheets)));
        }
    }
    out
}

fn recordings(stack: &Stack) -> impl Iterator<Item = &RecordingRule> {
    let all = stack.groups.iter().flat_map(|group| &group.recordings);
    all.filter(|rule| is_of_objective(rule))
}

/// Bad and all events of each example: a group of tests for each, since they are all of one service.
fn raw(stack: &Stack) -> Option<(Duration, Sheets)> {
    let windows: BTreeSet<Duration> = recordings(stack)
        .flat_map(|rule| rule.examples.iter())
        .map(|example| example.window)
        .collect();
    let interval = interval(&windows)?;
    let mut sheets = Sheets::new();
    for rule in recordings(stack) {
        let Some(slo) = rule.labels.get("slo") else {
            continue;
        };
        for example in rule.examples.iter() {
            let later = later(example.window, interval);
            for (number, case) in example.cases.iter().enumerate() {
                let name = format!("events of {slo}, {}", number + 1);
                let sheet = sheets.entry((example.window, name)).or_default();
                count(stack, sheet, rule, example, case, later);
            }
        }
    }
    Some((interval, sheets))
}

fn count(
    stack: &Stack,
    sheet: &mut Sheet,
    rule: &RecordingRule,
    example: &Example,
    case: &Case,
    later: usize,
) {
    let (Some(service), Some(job)) = (example.services.first(), example.jobs.first()) else {
        return;
    };
    let labels = identity(stack, service);
    if !sheet
        .inputs
        .iter()
        .any(|input| input.labels.get("service") == Some(service))
    {
        for (raw, given, service, job) in case.series.iter().flat_map(|raw| {
            [
                (raw, raw.given.clone(), service.as_str(), job.as_str()),
                (raw, raw.given.elsewhere(), service, ELSEWHERE),
                (raw, raw.given.elsewhere(), ELSEWHERE, job),
            ]
        }) {
            let mut labels = labels.clone();
            labels.insert("service".into(), service.to_owned());
            labels.insert("job".into(), job.to_owned());
            labels.insert("instance".into(), format!("{service}-1"));
            labels.extend(raw.labels.clone());
            let course = course(&given, example.window, false, later);
            sheet.inputs.add(&raw.metric, labels, course);
        }
    }
    // Gauges are events themselves: so many in the window.
    let gauges = case
        .series
        .iter()
        .all(|raw| matches!(raw.given, Given::Values(_)));
    let times = if gauges {
        SAMPLES as f64 / example.window.as_seconds()
    } else {
        1.0
    };
    let mut selected = rule.labels.clone();
    selected.insert("service".into(), String::new());
    let mut expected = labels;
    expected.extend(rule.labels.clone());
    let selector = series(&rule.record, &selected).replace(
        "service=\"\"",
        &format!(
            "service=~\"{}|{ELSEWHERE}\"",
            crate::escape::promql::alternation([service.as_str()])
        ),
    );
    sheet.expected.push(Expected {
        expr: format!("round({selector}, 1e-6)"),
        step: later + EARLIER + SAMPLES,
        samples: case
            .expected
            .iter()
            .map(|(_, value)| (series("", &expected), rounded(value * times)))
            .collect(),
    });
}

/// As promtool rounds to a millionth.
fn rounded(value: f64) -> f64 {
    (value * 1e6 + 0.5).floor() / 1e6
}

/// Objectives of one length: the record that long windows are made of, and the windows that alerts read.
struct Class {
    length: Duration,
    base: Duration,
    windows: BTreeSet<Duration>,
}

fn classes(stack: &Stack) -> Vec<Class> {
    let meanings = || {
        let alerts = stack.groups.iter().flat_map(|group| &group.alerts);
        alerts.filter_map(|rule| rule.meaning.as_ref())
    };
    let mut out = Vec::new();
    for meaning in meanings() {
        let Meaning::NoObjective(lengths) = meaning else {
            continue;
        };
        for (length, base) in lengths {
            let paces = meanings().flat_map(|meaning| match meaning {
                Meaning::Burn(paces) => paces.as_slice(),
                _ => &[],
            });
            let windows = paces
                .filter(|pace| pace.only.is_none_or(|only| only == *length))
                .flat_map(|pace| [pace.long, pace.short])
                .collect();
            out.push(Class {
                length: *length,
                base: *base,
                windows,
            });
        }
    }
    out
}

/// Means over long windows, paces, what is left.
fn long(stack: &Stack) -> Option<(Duration, Sheets)> {
    let classes = classes(stack);
    let service = stack.slos.first()?.service.as_str();
    let bases: BTreeSet<Duration> = classes.iter().map(|class| class.base).collect();
    // Made of a shorter record: what neither has an example nor is the shortest.
    let means: BTreeMap<Duration, Duration> = classes
        .iter()
        .rev()
        .flat_map(|class| class.windows.iter().map(|window| (*window, class.base)))
        .filter(|(window, _)| !bases.contains(window) && is_mean(stack, *window))
        .collect();
    let all: BTreeSet<Duration> = means
        .keys()
        .copied()
        .chain(classes.iter().map(|class| class.length))
        .collect();
    let interval = interval(&all)?;
    let mut sheets = Sheets::new();
    for (window, base) in &means {
        let later = later(*window, interval);
        let sheet = sheets
            .entry((*window, "means over long windows".into()))
            .or_default();
        for (what, values, mean) in [("errors", [0.5, 1.5], 1.0), ("requests", [1.0, 3.0], 2.0)] {
            let labels = objective(stack, service, "mean");
            let course = course(&Given::Values(values.to_vec()), *window, false, later);
            sheet
                .inputs
                .add(&names::slo(what, *base), labels.clone(), course);
            ask(
                sheet,
                &names::slo(what, *window),
                &labels,
                later,
                Some(mean),
            );
        }
    }
    for class in &classes {
        let later = later(class.length, interval);
        let end = later + EARLIER + SAMPLES + 1;
        let sheet = sheets
            .entry((class.length, "error budgets".into()))
            .or_default();
        let told = |sheet: &mut Sheet, labels: &Labels, objective: f64| {
            let mut labels = labels.clone();
            labels.insert("window".into(), class.length.to_string());
            sheet
                .inputs
                .add(names::SLO, labels, Course::default().then(objective, end));
        };
        for window in class
            .windows
            .iter()
            .chain([&class.base])
            .collect::<BTreeSet<_>>()
        {
            let mut pace =
                |service: &str, name: &str, kept: f64, requests: f64, value: Option<f64>| {
                    let labels = objective(stack, service, &format!("{name}-{window}"));
                    told(sheet, &labels, kept);
                    for (what, value) in [("errors", 0.25), ("requests", requests)] {
                        let course = Course::default().then(value, end);
                        sheet
                            .inputs
                            .add(&names::slo(what, *window), labels.clone(), course);
                    }
                    ask(sheet, &names::slo("burn", *window), &labels, later, value);
                };
            pace(
                service,
                "pace",
                OBJECTIVE,
                2.0,
                Some(0.125 / (1.0 - OBJECTIVE)),
            );
            pace(ELSEWHERE, "pace", 0.5, 2.0, Some(0.25));
            pace(service, "idle", OBJECTIVE, 0.0, None);
        }
        for (name, errors, requests, left) in [
            ("half", [0.125, 0.375], [1.0, 3.0], Some(0.5)),
            ("missed", [0.5, 1.5], [1.0, 3.0], Some(-1.0)),
            ("idle-budget", [0.0, 0.0], [0.0, 0.0], None),
        ] {
            let labels = objective(stack, service, name);
            told(sheet, &labels, OBJECTIVE);
            let mut elsewhere = labels.clone();
            elsewhere.insert("service".into(), ELSEWHERE.into());
            told(sheet, &elsewhere, 0.5);
            for (what, values) in [("errors", errors), ("requests", requests)] {
                let course = course(&Given::Values(values.to_vec()), class.length, false, later);
                sheet
                    .inputs
                    .add(&names::slo(what, class.base), labels.clone(), course);
            }
            ask(sheet, names::SLO_BUDGET, &labels, later, left);
        }
    }
    Some((interval, sheets))
}

/// Whether a window is read from a shorter record, not from raw series.
fn is_mean(stack: &Stack, window: Duration) -> bool {
    let record = names::slo("errors", window);
    recordings(stack).any(|rule| rule.record == record && !rule.labels.contains_key("slo"))
}

fn objective(stack: &Stack, service: &str, name: &str) -> Labels {
    let mut labels = identity(stack, service);
    labels.insert("slo".into(), name.to_owned());
    labels
}

fn ask(sheet: &mut Sheet, record: &str, labels: &Labels, later: usize, value: Option<f64>) {
    let selected = ["service", "slo"].map(|label| {
        (
            label.to_owned(),
            labels.get(label).cloned().unwrap_or_default(),
        )
    });
    sheet.expected.push(Expected {
        expr: format!("round({}, 1e-6)", series(record, &Labels::from(selected))),
        step: later + EARLIER + SAMPLES,
        samples: value
            .map(|value| (series("", labels), value))
            .into_iter()
            .collect(),
    });
}

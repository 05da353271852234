//! `tests-records.yml`: what each recording rule makes of raw series. Every series does in its window what the example says;
//! counters move in one step half a window ago (in every second instance the counter began anew there), so that the window,
//! and what looks at the last two samples only, is seen. The same metric under jobs that no rule reads must change nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::budgets;
use super::course::Course;
use super::group::{Expected, Tests, group};
use super::inputs::{Inputs, Labels, series};
use super::labels::identity;
use super::missing::ELSEWHERE;
use crate::catalog::Given;
use crate::config::value::Duration;
use crate::emit::{header, yaml};
use crate::model::{Case, Example, RecordingRule, Stack, names};

/// Samples in a window.
pub const SAMPLES: usize = 20;

/// Samples before the window: what happened then must change nothing.
pub const EARLIER: usize = 5;

/// A group begins at most so many samples later, so that it is read when others are.
const LATER: u64 = 4000;

/// One group of tests: what is read at the end of one window.
#[derive(Default)]
pub struct Sheet {
    pub inputs: Inputs,
    pub expected: Vec<Expected>,
}

/// By window and name.
pub type Sheets = BTreeMap<(Duration, String), Sheet>;

/// The file; `None` where nothing is recorded.
pub fn text(stack: &Stack) -> Option<String> {
    let recordings = || {
        let all = stack.groups.iter().flat_map(|group| &group.recordings);
        all.filter(|rule| !budgets::is_of_objective(rule))
    };
    let windows: BTreeSet<Duration> = recordings()
        .flat_map(|rule| rule.examples.iter())
        .map(|example| example.window)
        .collect();
    let interval = interval(&windows)?;
    let mut sheets = Sheets::new();
    for rule in recordings() {
        let name = match rule.record.as_str() {
            names::UP => "is it up".to_owned(),
            _ => "recorded from raw series".to_owned(),
        };
        for (index, example) in rule.examples.iter().enumerate() {
            let later = later(example.window, interval);
            add(stack, &mut sheets, &name, rule, index, example, later);
        }
    }
    let what = "Unit tests of the recording rules: run `promtool test rules tests*.yml` in this folder. Counters move in one step,\n\
                half a window before they are read; in every second instance the counter began anew there. Nothing may come of\n\
                the same metrics under other jobs.";
    Some(file(stack, what, interval, sheets))
}

/// The text of a file of such tests.
pub fn file(stack: &Stack, what: &str, interval: Duration, sheets: Sheets) -> String {
    let groups: Vec<Value> = sheets
        .into_iter()
        .map(|((window, name), sheet)| {
            let step = self::step(window);
            let tests = Tests {
                expressions: sheet.expected,
                step_of_expressions: step,
                ..Tests::default()
            };
            group(&format!("{name}, {window}"), step, &sheet.inputs, tests)
        })
        .collect();
    let order: Vec<&str> = stack
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .collect();
    yaml::to_string(
        &header(stack, what),
        &json!({
            "rule_files": ["rules.yml"],
            "evaluation_interval": interval.to_string(),
            "group_eval_order": order,
            "tests": groups,
        }),
    )
}

fn step(window: Duration) -> Duration {
    Duration {
        milliseconds: window.milliseconds / SAMPLES as u64,
    }
}

/// How far apart evaluations are: promtool evaluates all rules at each until a group is read, so the fewer the better. All groups
/// are read at an evaluation.
pub fn interval(windows: &BTreeSet<Duration>) -> Option<Duration> {
    let steps = || {
        windows
            .iter()
            .map(|window| step(*window).milliseconds.max(1))
    };
    let common = steps().reduce(|a, b| (a / divisor(a, b)).saturating_mul(b))?;
    let longest = steps().max()? * (EARLIER + SAMPLES) as u64;
    let most = steps().min()? * LATER;
    let milliseconds = if common > most {
        steps()
            .map(|step| step * (EARLIER + SAMPLES) as u64)
            .reduce(divisor)?
    } else {
        common * longest.div_ceil(common).min(most / common)
    };
    Some(Duration { milliseconds })
}

/// Samples that are left out at the beginning, so that the end of the window is at an evaluation.
pub fn later(window: Duration, interval: Duration) -> usize {
    let step = step(window).milliseconds.max(1);
    let end = step * (EARLIER + SAMPLES) as u64;
    let until = end.div_ceil(interval.milliseconds.max(1)) * interval.milliseconds;
    usize::try_from((until - end) / step).unwrap_or_default()
}

fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

fn add(
    stack: &Stack,
    sheets: &mut Sheets,
    name: &str,
    rule: &RecordingRule,
    index: usize,
    example: &Example,
    later: usize,
) {
    let signal = stack
        .kinds
        .iter()
        .flat_map(|kind| &kind.signals)
        .find(|signal| signal.record == rule.record);
    let per_instance = signal.is_none_or(|signal| signal.per_instance);
    // Instances (or services) that this example is alone with: other signals read the same metrics.
    let stem = match signal {
        Some(signal) => format!("{}-{}", signal.name.replace('_', "-"), index + 1),
        None => format!("up-{}", index + 1),
    };
    let mut sheet_names: BTreeSet<String> = BTreeSet::new();
    let mut samples: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
    for (number, case) in example.cases.iter().enumerate() {
        let sheet_name = if case.alone {
            format!("{name}: {}", rule.record)
        } else {
            name.to_owned()
        };
        sheet_names.insert(sheet_name.clone());
        let own = format!("{stem}-{}", number + 1);
        let mut labels = match example.services.first() {
            Some(service) => identity(stack, service),
            None => identity(stack, &own),
        };
        if per_instance {
            labels.insert("instance".into(), own);
        } else {
            labels.insert("service".into(), own);
        }
        let sheet = sheets
            .entry((example.window, sheet_name.clone()))
            .or_default();
        let job = &example.jobs[number % example.jobs.len().max(1)..];
        let place = Place {
            number,
            labels: &labels,
            job: job.first(),
            of_some: !example.services.is_empty(),
            later,
            counted: rule.expr.contains("count by ("),
        };
        feed(sheet, example.window, case, &place);
        let samples = samples.entry(sheet_name).or_default();
        for (kept, value) in &case.expected {
            let mut labels = labels.clone();
            labels.extend(kept.clone());
            samples.push((series("", &labels), *value));
        }
    }
    let which = if per_instance { "instance" } else { "service" };
    for (sheet_name, samples) in samples {
        let great = samples.iter().any(|(_, value)| value.abs() >= 1e6);
        let selector = format!("{}{{{which}=~\"{stem}-[0-9]+\"}}", rule.record);
        if let Some(sheet) = sheets.get_mut(&(example.window, sheet_name)) {
            sheet.expected.push(Expected {
                expr: format!("round({selector}, {})", if great { "1" } else { "1e-6" }),
                step: later + EARLIER + SAMPLES,
                samples,
            });
        }
    }
}

/// Where the series of a case are.
struct Place<'p> {
    /// Which case it is.
    number: usize,
    labels: &'p Labels,
    /// The job that the rule reads; none: any.
    job: Option<&'p String>,
    /// Whether it is about some services only.
    of_some: bool,
    /// Samples left out at the beginning.
    later: usize,
    /// Whether series are counted.
    counted: bool,
}

/// The raw series of one case, and the same of a job (or, where any job counts, a service) that no rule reads.
fn feed(sheet: &mut Sheet, window: Duration, case: &Case, place: &Place<'_>) {
    let anew = place.number % 2 == 1;
    for raw in &case.series {
        let mut labels = place.labels.clone();
        labels.insert("job".into(), place.job.cloned().unwrap_or_default());
        labels.extend(raw.labels.clone());
        let course = course(&raw.given, window, anew, place.later);
        sheet.inputs.add(&raw.metric, labels.clone(), course);
        let which = match place.job {
            Some(_) => "job",
            None if place.of_some => "service",
            None => continue,
        };
        if raw.labels.contains_key(which) {
            continue;
        }
        // Where there should be something, also nothing: it would be the least.
        let given = if anew && !case.expected.is_empty() {
            Given::Values(vec![0.0])
        } else {
            raw.given.elsewhere()
        };
        labels.insert(which.into(), ELSEWHERE.into());
        let course = self::course(&given, window, false, place.later);
        if place.counted {
            let mut more = labels.clone();
            more.insert("more".into(), "1".into());
            sheet.inputs.add(&raw.metric, more, course.clone());
        }
        sheet.inputs.add(&raw.metric, labels, course);
    }
}

/// Samples from before the window to its end. The last one before it is at its beginning, where windows are open.
pub fn course(given: &Given, window: Duration, anew: bool, later: usize) -> Course {
    let end = step(window).as_seconds() * (later + EARLIER + SAMPLES) as f64;
    let course = match given {
        Given::Rate(rate) => counter(rate * window.as_seconds(), anew),
        Given::Increase(increase) => counter(*increase, anew),
        Given::Now(from_now) => Course::default().then(end + from_now, EARLIER + SAMPLES + 1),
        Given::Values(values) => {
            let parts = values.len().max(1);
            let first = values.first().copied().unwrap_or_default();
            let mut course = Course::default()
                .then(first + 1.0, EARLIER / 2)
                .then(first, EARLIER - EARLIER / 2);
            for (part, value) in values.iter().enumerate() {
                let end = EARLIER + 1 + SAMPLES * (part + 1) / parts;
                let begin = course.len();
                course = course.then(*value, end - begin);
            }
            course
        }
    };
    Course::default().gone(later).join(&course)
}

/// Grows by `increase` in the window as `rate` and `increase` see it: they look at one interval less than there are samples,
/// and extrapolate to the whole window. All counters grew by the same before.
fn counter(increase: f64, anew: bool) -> Course {
    let step = increase * (SAMPLES - 1) as f64 / SAMPLES as f64;
    let before = 10.0 * step + 1000.0;
    let after = if anew { step } else { before + step };
    let half = SAMPLES / 2 + 1;
    Course::default()
        .then(before - 500.0, EARLIER / 2)
        .then(before, EARLIER - EARLIER / 2 + half)
        .then(after, SAMPLES + 1 - half)
}

#[cfg(test)]
mod tests {
    use super::course;
    use crate::catalog::Given;
    use crate::config::value::Duration;

    #[test]
    fn counters_move_once_half_a_window_ago() {
        let written = |given, anew| course(&given, Duration::seconds(300), anew, 2).notation();
        assert_eq!(
            written(Given::Rate(2.0), false),
            "_x2 6200x1 6700x13 7270x9"
        );
        assert_eq!(written(Given::Rate(2.0), true), "_x2 6200x1 6700x13 570x9");
        assert_eq!(
            written(Given::Increase(20.0), false),
            "_x2 690x1 1190x13 1209x9"
        );
        assert_eq!(
            written(Given::Values(vec![1.0, 3.0]), false),
            "_x2 2x1 1x13 3x9"
        );
        assert_eq!(written(Given::Now(60.0), false), "_x2 465x25");
    }
}

//! Time intervals. Times that cross midnight are split: the part after midnight belongs to the next day.

use serde_json::{Map, Value, json};

use crate::model::{Stack, TimeInterval, TimeRange};

const DAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];
const MIDNIGHT: u16 = 24 * 60;

/// All of them.
pub fn all(stack: &Stack) -> Vec<Value> {
    stack
        .time_intervals
        .iter()
        .map(|interval| json!({ "name": interval.name, "time_intervals": parts(interval) }))
        .collect()
}

fn parts(interval: &TimeInterval) -> Vec<Value> {
    let within: Vec<TimeRange> = interval
        .times
        .iter()
        .copied()
        .filter(|range| range.start < range.end)
        .collect();
    let crossing: Vec<TimeRange> = interval
        .times
        .iter()
        .copied()
        .filter(|range| range.end <= range.start)
        .collect();
    let mut out = Vec::new();
    if !within.is_empty() || interval.times.is_empty() {
        out.push(part(interval, &interval.weekdays, &within));
    }
    for range in crossing {
        let evening = TimeRange {
            start: range.start,
            end: MIDNIGHT,
        };
        out.push(part(interval, &interval.weekdays, &[evening]));
        if range.end > 0 {
            let morning = TimeRange {
                start: 0,
                end: range.end,
            };
            let next: Vec<String> = interval
                .weekdays
                .iter()
                .flat_map(|days| next_days(days))
                .collect();
            out.push(part(interval, &next, &[morning]));
        }
    }
    out
}

fn part(interval: &TimeInterval, weekdays: &[String], times: &[TimeRange]) -> Value {
    let mut keys = Map::new();
    if !times.is_empty() {
        let times: Vec<Value> = times
            .iter()
            .map(|range| json!({ "start_time": clock(range.start), "end_time": clock(range.end) }))
            .collect();
        keys.insert("times".into(), times.into());
    }
    for (key, values) in [
        ("weekdays", weekdays),
        ("days_of_month", &interval.days_of_month),
        ("months", &interval.months),
        ("years", &interval.years),
    ] {
        if !values.is_empty() {
            keys.insert(key.into(), json!(values));
        }
    }
    keys.insert("location".into(), interval.location.clone().into());
    keys.into()
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The days after: `saturday` → `sunday`, `monday:friday` → `tuesday:saturday`. Alertmanager's weeks go from sunday to
/// saturday and a range may not run backwards, so one that passes the week's end becomes two.
fn next_days(days: &str) -> Vec<String> {
    let at = |day: &str| DAYS.iter().position(|known| *known == day).unwrap_or(0);
    let (from, to) = days.split_once(':').unwrap_or((days, days));
    let (from, to) = ((at(from) + 1) % 7, (at(to) + 1) % 7);
    let range = |from: usize, to: usize| {
        if from == to {
            DAYS[from].to_owned()
        } else {
            format!("{}:{}", DAYS[from], DAYS[to])
        }
    };
    if from <= to {
        vec![range(from, to)]
    } else {
        vec![range(from, 6), range(0, to)]
    }
}

#[cfg(test)]
mod tests {
    use super::{next_days, parts};
    use crate::model::{TimeInterval, TimeRange};

    #[test]
    fn the_day_after() {
        assert_eq!(next_days("sunday"), ["monday"]);
        assert_eq!(next_days("saturday"), ["sunday"]);
        assert_eq!(next_days("monday:friday"), ["tuesday:saturday"]);
        assert_eq!(next_days("friday:saturday"), ["saturday", "sunday"]);
        assert_eq!(next_days("sunday:thursday"), ["monday:friday"]);
    }

    #[test]
    fn a_night_is_an_evening_and_the_next_morning() {
        let interval = TimeInterval {
            weekdays: vec!["sunday".into()],
            times: vec![TimeRange {
                start: 22 * 60,
                end: 14 * 60,
            }],
            location: "Europe/Paris".into(),
            ..TimeInterval::default()
        };
        let parts = serde_json::json!(parts(&interval));
        assert_eq!(
            parts,
            serde_json::json!([
                { "times": [{ "start_time": "22:00", "end_time": "24:00" }], "weekdays": ["sunday"], "location": "Europe/Paris" },
                { "times": [{ "start_time": "00:00", "end_time": "14:00" }], "weekdays": ["monday"], "location": "Europe/Paris" },
            ])
        );
    }
}

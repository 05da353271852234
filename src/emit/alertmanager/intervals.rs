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
        out.push(part(interval, &days(interval, 0), &within));
    }
    for range in crossing {
        let evening = TimeRange {
            start: range.start,
            end: MIDNIGHT,
        };
        out.push(part(interval, &days(interval, 0), &[evening]));
        if range.end > 0 {
            let morning = TimeRange {
                start: 0,
                end: range.end,
            };
            out.push(part(interval, &days(interval, 1), &[morning]));
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

/// The weekdays of an interval, so many days later.
fn days(interval: &TimeInterval, later: usize) -> Vec<String> {
    interval
        .weekdays
        .iter()
        .flat_map(|days| days_later(days, later))
        .collect()
}

/// One day later, `saturday` is `sunday` and `monday:friday` is `tuesday:saturday`. Alertmanager's weeks go from sunday to
/// saturday and a range may not run backwards, so one that passes the week's end (`saturday:sunday`) becomes two.
fn days_later(days: &str, later: usize) -> Vec<String> {
    let at = |day: &str| DAYS.iter().position(|known| *known == day).unwrap_or(0);
    let (from, to) = days.split_once(':').unwrap_or((days, days));
    let (from, to) = ((at(from) + later) % 7, (at(to) + later) % 7);
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
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{days_later, parts};
    use crate::model::{TimeInterval, TimeRange};

    #[test]
    fn the_day_after() {
        assert_eq!(days_later("sunday", 1), ["monday"]);
        assert_eq!(days_later("saturday", 1), ["sunday"]);
        assert_eq!(days_later("monday:friday", 1), ["tuesday:saturday"]);
        assert_eq!(days_later("friday:saturday", 1), ["saturday", "sunday"]);
        assert_eq!(days_later("sunday:thursday", 1), ["monday:friday"]);
    }

    #[test]
    fn a_week_begins_on_sunday() {
        assert_eq!(days_later("monday:friday", 0), ["monday:friday"]);
        assert_eq!(days_later("saturday:sunday", 0), ["saturday", "sunday"]);
        assert_eq!(
            days_later("friday:monday", 0),
            ["friday:saturday", "sunday:monday"]
        );
        assert_eq!(
            days_later("tuesday:monday", 1),
            ["wednesday:saturday", "sunday:tuesday"]
        );
    }

    /// Minutes of the week at which Alertmanager holds the interval to be on, read from what is emitted.
    fn minutes(interval: &TimeInterval) -> std::collections::BTreeSet<usize> {
        let day = |name: &str| super::DAYS.iter().position(|day| *day == name).unwrap();
        let clock = |value: &serde_json::Value| {
            let (hours, minutes) = value.as_str().unwrap().split_once(':').unwrap();
            hours.parse::<usize>().unwrap() * 60 + minutes.parse::<usize>().unwrap()
        };
        let mut on = std::collections::BTreeSet::new();
        for part in parts(interval) {
            let every = serde_json::json!(["sunday:saturday"]);
            let always = serde_json::json!([{ "start_time": "00:00", "end_time": "24:00" }]);
            for days in part.get("weekdays").unwrap_or(&every).as_array().unwrap() {
                let days = days.as_str().unwrap();
                let (from, to) = days.split_once(':').unwrap_or((days, days));
                assert!(day(from) <= day(to), "Alertmanager refuses {days}");
                for time in part.get("times").unwrap_or(&always).as_array().unwrap() {
                    let (start, end) = (clock(&time["start_time"]), clock(&time["end_time"]));
                    assert!(start < end, "Alertmanager refuses {time}");
                    for day in day(from)..=day(to) {
                        on.extend(day * 1440 + start..day * 1440 + end);
                    }
                }
            }
        }
        on
    }

    #[test]
    fn every_minute_of_the_week_is_as_written() {
        let times = [
            (22 * 60, 14 * 60),
            (22 * 60, 0),
            (0, 1440),
            (9 * 60, 17 * 60),
            (600, 600),
        ];
        for from in 0..7 {
            for length in 0..7 {
                for (start, end) in times {
                    let weekdays =
                        format!("{}:{}", super::DAYS[from], super::DAYS[(from + length) % 7]);
                    let written = TimeInterval {
                        weekdays: vec![weekdays],
                        times: vec![TimeRange { start, end }],
                        ..TimeInterval::default()
                    };
                    let (start, mut end) = (usize::from(start), usize::from(end));
                    if end <= start {
                        end += 1440;
                    }
                    let meant = (from..=from + length)
                        .flat_map(|day| day * 1440 + start..day * 1440 + end)
                        .map(|minute| minute % (7 * 1440))
                        .collect();
                    assert_eq!(minutes(&written), meant, "{written:?}");
                }
            }
        }
    }

    #[test]
    fn a_night_of_every_day_needs_no_weekday() {
        let night = TimeInterval {
            times: vec![TimeRange {
                start: 22 * 60,
                end: 6 * 60,
            }],
            ..TimeInterval::default()
        };
        assert_eq!(minutes(&night).len(), 7 * 8 * 60);
        assert!(
            parts(&night)
                .iter()
                .all(|part| part.get("weekdays").is_none())
        );
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

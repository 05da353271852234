//! The minutes of a week in which somebody is told of an alert.

use crate::model::delivery::{Delivery, Moment, minutes_of_the_week};
use crate::model::{Stack, TimeInterval};

const DAY: usize = 24 * 60;
const DAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];
/// More times than these are only counted.
const LISTED: usize = 4;

/// One entry for each minute, from sunday 00:00 on, each on the clock of its time interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours(Vec<bool>);

impl Hours {
    /// When one of these is told. Time intervals by date are taken to be open: they are about few days.
    pub fn of(stack: &Stack, told: &[&Delivery]) -> Hours {
        let always = told
            .iter()
            .any(|one| one.mute.is_empty() && one.active.is_empty());
        if always || told.is_empty() {
            return Hours(vec![always; 7 * DAY]);
        }
        let intervals = |names: &[String]| -> Vec<&TimeInterval> {
            let all = stack.time_intervals.iter();
            all.filter(|one| names.contains(&one.name)).collect()
        };
        let ways: Vec<(Vec<&TimeInterval>, Vec<&TimeInterval>, bool)> = told
            .iter()
            .map(|one| {
                (
                    intervals(&one.mute),
                    intervals(&one.active),
                    one.active.is_empty(),
                )
            })
            .collect();
        let is_open = |moment: Moment| {
            ways.iter().any(|(mute, active, any_time)| {
                let muted = mute.iter().any(|one| one.holds(moment) == Some(true));
                let active = *any_time || active.iter().any(|one| one.holds(moment) != Some(false));
                !muted && active
            })
        };
        Hours(minutes_of_the_week().map(is_open).collect())
    }

    /// Minutes of this that are not of the other.
    pub fn without(&self, other: &Hours) -> Hours {
        let both = self.0.iter().zip(&other.0);
        Hours(both.map(|(one, other)| *one && !other).collect())
    }

    pub fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }
}

/// `on sunday 02:00-04:00`, `every day 22:00-24:00`, `at any time`.
pub fn words(hours: &Hours) -> String {
    let hours = &hours.0;
    if !hours.contains(&false) {
        return "at any time".to_owned();
    }
    let days: Vec<Vec<(usize, usize)>> = hours.chunks(DAY).map(ranges).collect();
    if days.iter().all(|day| *day == days[0]) {
        let times: Vec<String> = days[0].iter().map(time).collect();
        return format!("every day {}", times.join(", "));
    }
    let mut all: Vec<String> = Vec::new();
    for (name, day) in DAYS.iter().zip(&days) {
        for range in day {
            all.push(format!("{name} {}", time(range)));
        }
    }
    match all.len() {
        0..=LISTED => format!("on {}", all.join(", ")),
        number => format!(
            "on {} and {} more times of the week",
            all[..LISTED].join(", "),
            number - LISTED
        ),
    }
}

fn ranges(day: &[bool]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (minute, open) in day.iter().enumerate() {
        match out.last_mut() {
            Some((_, end)) if *open && *end == minute => *end += 1,
            _ if *open => out.push((minute, minute + 1)),
            _ => {}
        }
    }
    out
}

fn time((start, end): &(usize, usize)) -> String {
    let clock = |minute: usize| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}-{}", clock(*start), clock(*end))
}

/// The week begins where [`minutes_of_the_week`] does.
#[cfg(test)]
mod tests {
    use super::{DAY, Hours, minutes_of_the_week, words};
    use crate::model::delivery::Day;

    fn hours(open: impl Fn(usize, usize) -> bool) -> Hours {
        Hours(
            (0..7 * DAY)
                .map(|minute| open(minute / DAY, minute % DAY))
                .collect(),
        )
    }

    #[test]
    fn they_are_said_as_people_say_them() {
        assert_eq!(
            minutes_of_the_week().next().map(|first| first.day),
            Some(Day::Week(0))
        );
        for (open, wanted) in [
            (hours(|_, _| true), "at any time"),
            (
                hours(|day, minute| day == 0 && (120..240).contains(&minute)),
                "on sunday 02:00-04:00",
            ),
            (
                hours(|_, minute| minute >= 22 * 60),
                "every day 22:00-24:00",
            ),
            (
                hours(|day, minute| day > 0 && minute < 60),
                "on monday 00:00-01:00, tuesday 00:00-01:00, wednesday 00:00-01:00, thursday 00:00-01:00 and 2 more times of the week",
            ),
        ] {
            assert_eq!(words(&open), wanted);
        }
    }
}

//! Time intervals at a given moment, on the clock of their `location`, as Alertmanager reads them
//! (`timeinterval/timeinterval.go`): no clock and no time zones are needed for that.

use crate::model::{TimeInterval, TimeRange};

const WEEKDAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day of any week, or a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// 0 is sunday.
    Week(usize),
    Date {
        year: i64,
        month: i64,
        day: i64,
    },
}

/// A day and the minutes since its midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub day: Day,
    pub minute: u16,
}

impl Moment {
    /// `sunday 03:00`, `2027-01-31 03:00`, `2027-01-31T03:00`.
    pub fn read(text: &str) -> Option<Moment> {
        let text = text.trim();
        let (day, clock) = text.split_once([' ', 'T'])?;
        let (hours, minutes) = clock.trim().split_once(':')?;
        let number = |text: &str, digits: usize, most: u16| -> Option<u16> {
            let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|number| plain && *number <= most)
        };
        let minute = number(hours, 2, 23)? * 60 + number(minutes, 2, 59)?;
        let lower = day.to_ascii_lowercase();
        if let Some(weekday) = WEEKDAYS.iter().position(|known| *known == lower) {
            return Some(Moment {
                day: Day::Week(weekday),
                minute,
            });
        }
        let mut parts = day.split('-');
        let year = i64::from(number(parts.next()?, 4, 9999)?);
        let month = i64::from(number(parts.next()?, 2, 12).filter(|month| *month > 0)?);
        let date = i64::from(number(parts.next()?, 2, 31).filter(|date| *date > 0)?);
        (parts.next().is_none() && date <= days_in(year, month)).then_some(Moment {
            day: Day::Date {
                year,
                month,
                day: date,
            },
            minute,
        })
    }

    /// 0 is sunday.
    fn weekday(self) -> usize {
        match self.day {
            Day::Week(weekday) => weekday,
            Day::Date { year, month, day } => weekday_of(year, month, day),
        }
    }
}

impl TimeInterval {
    /// Whether the moment lies in it; `None`: that depends on the date.
    pub fn holds(&self, moment: Moment) -> Option<bool> {
        if !self.has_time(moment) {
            return Some(false);
        }
        if self.days_of_month.is_empty() && self.months.is_empty() && self.years.is_empty() {
            return Some(true);
        }
        let Day::Date { year, month, day } = moment.day else {
            return None;
        };
        let any = |ranges: &[String], holds: &dyn Fn(&str, &str) -> bool| {
            ranges.is_empty()
                || ranges.iter().any(|range| {
                    let (from, to) = range.split_once(':').unwrap_or((range, range));
                    holds(from, to)
                })
        };
        let last = days_in(year, month);
        let days = any(&self.days_of_month, &|from, to| {
            let counted = |text: &str| {
                let number: i64 = text.parse().unwrap_or_default();
                if number < 0 {
                    last + number + 1
                } else {
                    number
                }
            };
            let (from, to) = (counted(from), counted(to));
            from <= last && (from.clamp(-last, last)..=to.clamp(-last, last)).contains(&day)
        });
        let months = any(&self.months, &|from, to| {
            (month_number(from)..=month_number(to)).contains(&month)
        });
        let years = any(&self.years, &|from, to| {
            let number = |text: &str| text.parse::<i64>().unwrap_or_default();
            (number(from)..=number(to)).contains(&year)
        });
        Some(days && months && years)
    }

    /// By weekday and clock. What crosses midnight goes on in the morning of the day after.
    fn has_time(&self, moment: Moment) -> bool {
        let today = moment.weekday();
        let yesterday = (today + 6) % 7;
        if self.times.is_empty() {
            return self.has_weekday(today);
        }
        self.times.iter().any(|TimeRange { start, end }| {
            if start < end {
                self.has_weekday(today) && (*start..*end).contains(&moment.minute)
            } else {
                (self.has_weekday(today) && moment.minute >= *start)
                    || (self.has_weekday(yesterday) && moment.minute < *end)
            }
        })
    }

    fn has_weekday(&self, weekday: usize) -> bool {
        let at = |day: &str| WEEKDAYS.iter().position(|known| *known == day).unwrap_or(0);
        self.weekdays.is_empty()
            || self.weekdays.iter().any(|range| {
                let (from, to) = range.split_once(':').unwrap_or((range, range));
                let (from, to) = (at(from), at(to));
                if from <= to {
                    (from..=to).contains(&weekday)
                } else {
                    weekday >= from || weekday <= to
                }
            })
    }

    /// Whether every minute of every week lies in it.
    pub fn is_always(&self) -> bool {
        minutes_of_the_week().all(|moment| self.holds(moment) == Some(true))
    }
}

/// Every minute of a week.
pub fn minutes_of_the_week() -> impl Iterator<Item = Moment> {
    (0..7).flat_map(|weekday| {
        (0..24 * 60).map(move |minute| Moment {
            day: Day::Week(weekday),
            minute,
        })
    })
}

fn month_number(text: &str) -> i64 {
    let lower = text.to_ascii_lowercase();
    let named = MONTHS.iter().position(|known| *known == lower);
    named
        .and_then(|index| i64::try_from(index + 1).ok())
        .unwrap_or_else(|| text.parse().unwrap_or_default())
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Zeller's congruence for the Gregorian calendar; 0 is sunday.
fn weekday_of(year: i64, month: i64, day: i64) -> usize {
    let (year, month) = if month < 3 {
        (year - 1, month + 12)
    } else {
        (year, month)
    };
    let saturday_first =
        (day + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400).rem_euclid(7);
    usize::try_from((saturday_first + 6) % 7).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Moment;
    use crate::model::{TimeInterval, TimeRange};

    fn moment(text: &str) -> Moment {
        Moment::read(text).unwrap()
    }

    fn interval(weekdays: &[&str], times: &[(u16, u16)]) -> TimeInterval {
        TimeInterval {
            weekdays: weekdays.iter().map(|day| (*day).to_owned()).collect(),
            times: times
                .iter()
                .map(|(start, end)| TimeRange {
                    start: start * 60,
                    end: end * 60,
                })
                .collect(),
            ..TimeInterval::default()
        }
    }

    #[test]
    fn moments_are_read_strictly() {
        for fine in [
            "sunday 03:00",
            "Monday 23:59",
            "2028-02-29 00:00",
            "2027-01-31T12:30",
        ] {
            assert!(Moment::read(fine).is_some(), "{fine}");
        }
        for wrong in [
            "sunday",
            "sun 03:00",
            "sunday 3:00",
            "sunday 24:00",
            "2027-02-29 00:00",
            "2027-13-01 00:00",
            "2027-00-01 00:00",
            "",
            "é 03:00",
        ] {
            assert!(Moment::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn nights_go_on_in_the_morning_of_the_day_after() {
        let night = interval(&["sunday"], &[(22, 14)]);
        for (at, holds) in [
            ("sunday 22:00", true),
            ("monday 13:59", true),
            ("monday 14:00", false),
            // Seen on a real Alertmanager: a naive split mutes here.
            ("sunday 13:04", false),
            ("monday 22:00", false),
        ] {
            assert_eq!(night.holds(moment(at)), Some(holds), "{at}");
        }
        let weekend = interval(&["saturday:sunday"], &[]);
        assert_eq!(weekend.holds(moment("sunday 00:00")), Some(true));
        assert_eq!(weekend.holds(moment("friday 23:59")), Some(false));
        assert!(!weekend.is_always());
        assert!(interval(&[], &[(6, 6)]).is_always());
        assert!(interval(&["monday:sunday"], &[]).is_always());
    }

    #[test]
    fn dates_are_counted_from_both_ends_of_the_month() {
        let mut last = interval(&[], &[]);
        last.days_of_month = vec!["-1".into()];
        assert_eq!(last.holds(moment("2028-02-29 10:00")), Some(true));
        assert_eq!(last.holds(moment("2028-02-28 10:00")), Some(false));
        assert_eq!(last.holds(moment("sunday 10:00")), None);
        let mut summer = interval(&["monday"], &[]);
        summer.months = vec!["june:8".into()];
        // Mondays by a calendar: 2027-06-07; 2026-11-02 is one as well.
        assert_eq!(summer.holds(moment("2027-06-07 10:00")), Some(true));
        assert_eq!(summer.holds(moment("2026-11-02 10:00")), Some(false));
        assert_eq!(summer.holds(moment("2027-06-08 10:00")), Some(false));
    }
}

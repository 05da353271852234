//! How far apart the evaluations of a file of tests are. promtool evaluates all rules from the beginning to the last moment asked
//! for, so that the time it takes goes with the number of evaluations. Nothing hangs on how many there are: an alert waits for as
//! long as its `for` says. So alerts that wait about as long share a file whose evaluations come exactly when each `for` is over;
//! and a second one whose evaluations come just before, by less than a real evaluation.

use std::collections::BTreeMap;

use crate::config::value::Duration;
use crate::model::{AlertingRule, Meaning, Stack};

/// `ServiceFlapping` needs several evaluations in its window.
const FLAPPING: u64 = 60_000;

/// What a file costs beyond the evaluations of its longest alert, in evaluations.
const OVERHEAD: u64 = 12;

/// Names of the files, by how long their alerts wait. There are never more files than that.
const NAMES: [&str; 3] = ["", "-long", "-longest"];

/// One file of tests.
pub struct Look<'s> {
    pub stack: &'s Stack,
    /// Name of the file in its folder.
    pub file: String,
    /// Between two evaluations, and two samples of recorded series.
    pub interval: Duration,
    /// Evaluations come just before `for` and `keep_firing_for` are over, not when they are.
    pub before: bool,
    /// Alerts that wait longer than the first, up to the second, in milliseconds.
    above: Option<u64>,
    up_to: u64,
}

impl<'s> Look<'s> {
    /// All files; none where there is no alert.
    pub fn all(stack: &'s Stack) -> Vec<Look<'s>> {
        // The longest time of a rule → what all its times and those of rules like it are multiples of.
        let mut lengths: BTreeMap<u64, u64> = BTreeMap::new();
        for rule in stack.groups.iter().flat_map(|group| &group.alerts) {
            let unit = lengths.entry(longest(rule)).or_default();
            *unit = times(rule).into_iter().fold(*unit, divisor);
        }
        let lengths: Vec<(u64, u64)> = lengths.into_iter().collect();
        let mut looks = Vec::new();
        let mut above = None;
        for (number, part) in cheapest(&lengths, NAMES.len()).1.into_iter().enumerate() {
            let unit = unit_of(part);
            let up_to = part.last().map_or(0, |(longest, _)| *longest);
            let name = NAMES.get(number).copied().unwrap_or_default();
            let real = stack.evaluation_interval.milliseconds.max(1);
            let interval = if unit == 0 { real } else { unit };
            let look = |file: String, interval: u64, before: bool| Look {
                stack,
                file,
                interval: Duration {
                    milliseconds: interval,
                },
                before,
                above,
                up_to,
            };
            looks.push(look(format!("tests{name}.yml"), interval, false));
            if up_to > 0 {
                let less = (real / up_to.div_ceil(interval)).clamp(1, (interval / 2).max(1));
                looks.push(look(
                    format!("tests{name}-before.yml"),
                    interval - less,
                    true,
                ));
            }
            above = Some(up_to);
        }
        looks
    }

    /// Whether the file is about this alert.
    pub fn is_about(&self, rule: &AlertingRule) -> bool {
        let longest = longest(rule);
        let inside = longest <= self.up_to && self.above.is_none_or(|above| longest > above);
        inside && !(self.before && longest == 0)
    }

    /// The alerts that it is about.
    pub fn rules(&self) -> impl Iterator<Item = &'s AlertingRule> {
        let stack = self.stack;
        stack
            .groups
            .iter()
            .flat_map(|group| &group.alerts)
            .filter(|rule| self.is_about(rule))
    }

    /// The longest `for` and `keep_firing_for`, in evaluations, of those of them that mean this.
    pub fn waits(&self, meaning: &Meaning) -> Option<(usize, usize)> {
        let rules = self
            .rules()
            .filter(|rule| rule.meaning.as_ref() == Some(meaning));
        rules
            .map(|rule| {
                (
                    self.steps(rule.wait),
                    rule.keep_firing_for.map_or(0, |keep| self.steps(keep)),
                )
            })
            .reduce(|a, b| (a.0.max(b.0), a.1.max(b.1)))
    }

    /// Evaluations that a duration takes, rounded up.
    pub fn steps(&self, duration: Duration) -> usize {
        super::simulate::steps(duration, self.interval)
    }
}

/// What must be a multiple of the interval.
fn times(rule: &AlertingRule) -> Vec<u64> {
    let keep = rule.keep_firing_for.unwrap_or_default();
    let mut times = vec![rule.wait.milliseconds, keep.milliseconds];
    if rule.meaning == Some(Meaning::Flapping) {
        times.push(FLAPPING);
    }
    times
}

fn longest(rule: &AlertingRule) -> u64 {
    times(rule).into_iter().max().unwrap_or_default()
}

fn unit_of(part: &[(u64, u64)]) -> u64 {
    part.iter().fold(0, |unit, (_, more)| divisor(unit, *more))
}

fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

/// Lengths in order, parted into at most so many runs that cost the least together.
fn cheapest(lengths: &[(u64, u64)], most: usize) -> (u64, Vec<&[(u64, u64)]>) {
    let Some((last, _)) = lengths.last() else {
        return (0, Vec::new());
    };
    let cost = |longest: u64, part: &[(u64, u64)]| match unit_of(part) {
        0 => OVERHEAD,
        unit => longest / unit + OVERHEAD,
    };
    let mut best = (cost(*last, lengths), vec![lengths]);
    for at in (1..lengths.len()).filter(|_| most > 1) {
        let (first, rest) = lengths.split_at(at);
        let longest = first.last().map_or(0, |(longest, _)| *longest);
        let (more, parts) = cheapest(rest, most - 1);
        let all = cost(longest, first) + more;
        if all < best.0 {
            best = (all, std::iter::once(first).chain(parts).collect());
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::Look;
    use crate::config::value::Duration;
    use crate::model::{AlertingRule, Group, Stack};

    /// Alerts with these waits, in seconds, and an evaluation every 15 seconds.
    fn stack(waits: &[u64]) -> Stack {
        let alerts = waits.iter().map(|wait| AlertingRule {
            wait: Duration::seconds(*wait),
            ..AlertingRule::default()
        });
        Stack {
            evaluation_interval: Duration::seconds(15),
            groups: vec![Group {
                alerts: alerts.collect(),
                ..Group::default()
            }],
            ..Stack::default()
        }
    }

    /// Name and interval of each file.
    fn files(waits: &[u64]) -> Vec<(String, String)> {
        Look::all(&stack(waits))
            .iter()
            .map(|look| (look.file.clone(), look.interval.to_string()))
            .collect()
    }

    #[test]
    fn alerts_that_wait_about_as_long_share_a_file() {
        let is = |files: &[(String, String)], expected: &[(&str, &str)]| {
            let files: Vec<(&str, &str)> = files
                .iter()
                .map(|(a, b)| (a.as_str(), b.as_str()))
                .collect();
            assert_eq!(files, expected);
        };
        is(&files(&[]), &[]);
        is(&files(&[0]), &[("tests.yml", "15s")]);
        is(
            &files(&[0, 60, 120, 300, 600, 900, 1800, 3600]),
            &[
                ("tests.yml", "1m"),
                ("tests-before.yml", "52s500ms"),
                ("tests-long.yml", "5m"),
                ("tests-long-before.yml", "4m58s750ms"),
            ],
        );
        is(
            &files(&[420]),
            &[("tests.yml", "7m"), ("tests-before.yml", "6m45s")],
        );
    }

    #[test]
    fn a_file_before_comes_less_than_an_evaluation_before_each_wait() {
        for waits in [&[60_u64, 120, 300, 3600][..], &[437], &[20, 7200, 86_400]] {
            let stack = stack(waits);
            let looks = Look::all(&stack);
            for rule in &stack.groups[0].alerts {
                let about: Vec<&Look<'_>> =
                    looks.iter().filter(|look| look.is_about(rule)).collect();
                assert_eq!(about.len(), 2);
                let end =
                    |look: &Look<'_>| look.interval.milliseconds * look.steps(rule.wait) as u64;
                assert_eq!(end(about[0]), rule.wait.milliseconds);
                // The last evaluation before the wait is over.
                let last = end(about[1]) - about[1].interval.milliseconds;
                let wait = rule.wait.milliseconds;
                assert!((wait - 15_000..wait).contains(&last), "{last} of {wait}");
            }
        }
    }
}

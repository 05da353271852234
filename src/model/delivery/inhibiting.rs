//! Which alert holds back which, as Alertmanager judges it (`inhibit/inhibit.go`): the source fires, the target matches, the
//! labels of `equal` have the same values (a missing label is an empty one), and not both alerts are on both sides.

use crate::model::{Inhibition, Stack};

use super::{Alert, Chance, Labels, Matcher, all_hold};

/// One alert holds back another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<'s> {
    pub rule: &'s Inhibition,
    /// Labels that only the series know: it holds where these are the same on both sides.
    pub same: Vec<&'s str>,
    pub chance: Chance,
}

/// The inhibitions of a stack, their expressions compiled.
pub struct Inhibiting<'s> {
    rules: Vec<Compiled<'s>>,
}

struct Compiled<'s> {
    rule: &'s Inhibition,
    source: Vec<Matcher>,
    target: Vec<Matcher>,
}

impl<'s> Inhibiting<'s> {
    /// Of a stack.
    pub fn new(stack: &'s Stack) -> Inhibiting<'s> {
        Inhibiting {
            rules: stack
                .inhibitions
                .iter()
                .map(|rule| Compiled {
                    rule,
                    source: Matcher::all(&rule.source),
                    target: Matcher::all(&rule.target),
                })
                .collect(),
        }
    }

    /// Whether `source` holds back `target`, and by which rule: the one that asks least.
    pub fn over(&self, source: &Labels, target: &Labels) -> Option<Pair<'s>> {
        best(
            self.rules
                .iter()
                .filter_map(|rule| rule.pair(source, target)),
        )
    }

    /// Indexes of the alerts that hold back `target`.
    pub fn sources(&self, target: &Alert<'_>, all: &[Alert<'_>]) -> Vec<(usize, Pair<'s>)> {
        let rules: Vec<&Compiled<'s>> = self
            .rules
            .iter()
            .filter(|rule| all_hold(&rule.target, &target.labels) != Chance::Never)
            .collect();
        pairs(&rules, all, |rule, source| {
            rule.pair(&source.labels, &target.labels)
        })
    }

    /// Indexes of the alerts that `source` holds back.
    pub fn targets(&self, source: &Alert<'_>, all: &[Alert<'_>]) -> Vec<(usize, Pair<'s>)> {
        let rules: Vec<&Compiled<'s>> = self
            .rules
            .iter()
            .filter(|rule| all_hold(&rule.source, &source.labels) != Chance::Never)
            .collect();
        pairs(&rules, all, |rule, target| {
            rule.pair(&source.labels, &target.labels)
        })
    }
}

fn pairs<'s>(
    rules: &[&Compiled<'s>],
    all: &[Alert<'_>],
    pair: impl Fn(&Compiled<'s>, &Alert<'_>) -> Option<Pair<'s>>,
) -> Vec<(usize, Pair<'s>)> {
    let mut out = Vec::new();
    for (index, other) in all.iter().enumerate() {
        let found = best(rules.iter().filter_map(|rule| pair(rule, other)));
        out.extend(found.map(|found| (index, found)));
    }
    out
}

/// The likeliest; of those, the one with the fewest labels to agree on; of those, the first.
fn best<'s>(pairs: impl Iterator<Item = Pair<'s>>) -> Option<Pair<'s>> {
    pairs.min_by_key(|pair| (std::cmp::Reverse(pair.chance), pair.same.len()))
}

impl<'s> Compiled<'s> {
    fn pair(&self, source: &Labels, target: &Labels) -> Option<Pair<'s>> {
        let sides = all_hold(&self.source, source).min(all_hold(&self.target, target));
        if sides == Chance::Never {
            return None;
        }
        let crossed = all_hold(&self.source, target).min(all_hold(&self.target, source));
        if crossed == Chance::Surely {
            return None;
        }
        let mut same = Vec::new();
        for label in &self.rule.equal {
            match (source.value(label), target.value(label)) {
                (Some(one), Some(other)) if one == other => {}
                (Some(_), Some(_)) => return None,
                _ => same.push(label.as_str()),
            }
        }
        let sure = sides == Chance::Surely && crossed == Chance::Never && same.is_empty();
        Some(Pair {
            rule: self.rule,
            same,
            chance: if sure {
                Chance::Surely
            } else {
                Chance::Perhaps
            },
        })
    }
}

//! What is fed to the rules that compare a recorded signal with a value: for each branch one service, just beyond the value
//! for long enough; and exactly at it before and after a breach that ends just before `for` is over.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::course::Course;
use super::inputs::{Inputs, Labels};
use super::labels::{identity, kept, per_instance};
use super::look::Look;
use crate::catalog::{BadWhen, Unit};
use crate::model::{AlertingRule, Branch, Condition, Guard, Signal, Stack};

/// Names looked at for one whose series are still free, where a signal has one series a service.
const LOOKED_AT: usize = 50;

/// Series for all threshold rules of a stack.
pub struct Plan<'s> {
    look: &'s Look<'s>,
    stack: &'s Stack,
    signals: HashMap<&'s str, &'s Signal>,
    inputs: Inputs,
    /// Series made for a record and service: instances are numbered.
    counts: BTreeMap<(String, String), usize>,
    /// Values that another signal of a service has to be above: record and service, values in order.
    guards: BTreeMap<(String, String), Vec<f64>>,
    /// Evaluations at the beginning in which some guard is still closed.
    closed: usize,
}

impl<'s> Plan<'s> {
    /// The series.
    pub fn inputs(look: &'s Look<'s>) -> Inputs {
        let stack = look.stack;
        let rules: Vec<&AlertingRule> = look.rules().collect();
        let signals = stack
            .kinds
            .iter()
            .flat_map(|kind| &kind.signals)
            .map(|signal| (signal.record.as_str(), signal))
            .collect();
        let mut plan = Plan {
            look,
            stack,
            signals,
            inputs: Inputs::default(),
            counts: BTreeMap::new(),
            guards: BTreeMap::new(),
            closed: closed(&rules),
        };
        for rule in rules {
            plan.rule(rule);
        }
        plan.open_guards();
        plan.inputs
    }

    fn rule(&mut self, rule: &AlertingRule) {
        let Condition::Threshold {
            record,
            unit,
            comparison,
            branches,
        } = &rule.condition
        else {
            return;
        };
        let subject = Subject {
            rule,
            record,
            unit: *unit,
            comparison: *comparison,
        };
        let mut shown: BTreeSet<String> = BTreeSet::new();
        for branch in branches {
            let Some(service) = self.free(rule, record, &branch.names) else {
                continue;
            };
            let Some(further) = kept(self.stack, rule, &branch.matches, true) else {
                continue;
            };
            shown.insert(service.clone());
            self.guard(&service, branch);
            if self.look.before {
                let short = self.short(&subject, branch);
                self.add(&subject, &service, further, &short);
                continue;
            }
            let long = self.long(&subject, branch);
            self.add(&subject, &service, further, &long);
            if !branch.matches.is_empty()
                && let Some(others) = kept(self.stack, rule, &branch.matches, false)
            {
                self.add(&subject, &service, others, &long);
            }
        }
        if self.look.before {
            return;
        }
        for texts in &rule.texts {
            // Services that are told something else.
            let own = texts.services.first().and_then(|service| {
                let branch = branches.iter().find(|b| b.names.contains(service))?;
                (!shown.contains(service)).then_some((service, branch))
            });
            if let Some((service, branch)) = own
                && let Some(further) = kept(self.stack, rule, &branch.matches, true)
            {
                self.guard(service, branch);
                let long = self.long(&subject, branch);
                self.add(&subject, service, further, &long);
            }
        }
        self.left_out(&subject, branches);
    }

    /// A service that has the signal but not this rule stays silent, however bad it is.
    fn left_out(&mut self, subject: &Subject<'_>, branches: &[Branch]) {
        let worst = branches.iter().reduce(|a, b| {
            if subject.is_beyond(b.value, a.value) {
                b
            } else {
                a
            }
        });
        let Some((worst, signal)) = worst.zip(self.signals.get(subject.record)) else {
            return;
        };
        let having: BTreeSet<&String> = subject.rule.services.iter().collect();
        let out: Vec<String> = signal
            .services
            .iter()
            .filter(|name| !having.contains(name))
            .take(LOOKED_AT)
            .cloned()
            .collect();
        let Some(service) = self.free(subject.rule, subject.record, &out) else {
            return;
        };
        if let Some(further) = kept(self.stack, subject.rule, &worst.matches, true) {
            for branch in branches {
                self.guard(&service, branch);
            }
            let long = self.long(subject, worst);
            self.add(subject, &service, further, &long);
        }
    }

    /// A breach that is long enough, then the exact value.
    fn long(&self, subject: &Subject<'_>, branch: &Branch) -> Course {
        let keep = subject.rule.keep_firing_for;
        let keep = keep.map_or(0, |keep| self.look.steps(keep));
        let breach = self.closed(branch) + self.look.steps(subject.rule.wait) + 1;
        Course::default()
            .then(subject.over(branch.value), breach)
            .then(branch.value, keep + 1)
            .gone(1)
    }

    /// A breach that ends just before `for` is over, with the exact value before and after. One that is kept is seen until
    /// just before that is over.
    fn short(&self, subject: &Subject<'_>, branch: &Branch) -> Course {
        let course = Course::default()
            .then(branch.value, self.closed(branch) + 1)
            .then(
                subject.over(branch.value),
                self.look.steps(subject.rule.wait),
            )
            .then(branch.value, 1);
        match subject.rule.keep_firing_for {
            Some(_) => course.join(&self.long(subject, branch)),
            None => course.gone(1),
        }
    }

    /// Evaluations until another signal lets this one speak.
    fn closed(&self, branch: &Branch) -> usize {
        if branch.when.is_some() {
            self.closed
        } else {
            0
        }
    }

    /// The service that stands for a branch: the first, or, where each has one series only, one whose series is still free.
    fn free(&self, rule: &AlertingRule, record: &str, names: &[String]) -> Option<String> {
        if per_instance(rule) {
            return names.first().cloned();
        }
        let used = |name: &&String| {
            let key = (record.to_owned(), (*name).clone());
            self.counts.get(&key).copied().unwrap_or_default()
        };
        names.iter().take(LOOKED_AT).min_by_key(used).cloned()
    }

    fn add(&mut self, subject: &Subject<'_>, service: &str, further: Labels, course: &Course) {
        let key = (subject.record.to_owned(), service.to_owned());
        let count = self.counts.entry(key).or_default();
        *count += 1;
        let mut labels = identity(self.stack, service);
        if per_instance(subject.rule) {
            labels.insert("instance".into(), format!("{service}-{count}"));
        }
        labels.extend(further);
        self.inputs.extend(subject.record, labels, course);
    }

    fn guard(&mut self, service: &str, branch: &Branch) {
        if let Some(Guard { record, value, .. }) = &branch.when {
            let values = self
                .guards
                .entry((record.clone(), service.to_owned()))
                .or_default();
            if let Err(place) = values.binary_search_by(|known| known.total_cmp(value)) {
                values.insert(place, *value);
            }
        }
    }

    /// The other signals that `when` names: exactly at the value first, then above it. One instance is enough.
    fn open_guards(&mut self) {
        let guards = std::mem::take(&mut self.guards);
        let count = self.inputs.steps() + self.closed;
        for input in self.inputs.iter_mut() {
            let service = input.labels.get("service").cloned().unwrap_or_default();
            if guards.contains_key(&(input.metric.clone(), service)) {
                let course = std::mem::take(&mut input.course);
                input.course = Course::default().gone(self.closed).join(&course);
            }
        }
        for ((record, service), values) in &guards {
            let several = self.signals.get(record.as_str());
            let mut labels = identity(self.stack, service);
            for label in several.iter().flat_map(|signal| &signal.keeps) {
                labels.insert(label.clone(), super::labels::ANY.to_owned());
            }
            let mut course = Course::default();
            for value in values {
                course = course
                    .then(*value, 1)
                    .then(beyond(*value, BadWhen::Above), 1);
            }
            let last = values.last().copied().unwrap_or_default();
            course = course.then(beyond(last, BadWhen::Above), count);
            if several.is_some_and(|signal| signal.per_instance) {
                let mut other = labels.clone();
                labels.insert("instance".into(), format!("{service}-busy"));
                other.insert("instance".into(), format!("{service}-idle"));
                if let Some(first) = values.first().filter(|value| **value > 0.0) {
                    let idle = Course::default().then(first / 2.0, count);
                    self.inputs.add(record, other, idle);
                }
            }
            self.inputs.extend(record, labels, &course);
        }
    }
}

/// The rule that a series is made for.
struct Subject<'r> {
    rule: &'r AlertingRule,
    record: &'r str,
    unit: Unit,
    comparison: BadWhen,
}

impl Subject<'_> {
    /// Just beyond; a state is or is not.
    fn over(&self, value: f64) -> f64 {
        if self.unit == Unit::State {
            1.0
        } else {
            beyond(value, self.comparison)
        }
    }

    fn is_beyond(&self, value: f64, than: f64) -> bool {
        match self.comparison {
            BadWhen::Above => value > than,
            BadWhen::Below => value < than,
        }
    }
}

/// How many evaluations pass until every guard is open: a record is at each value that it has to be above, then just above it.
fn closed(rules: &[&AlertingRule]) -> usize {
    let mut values: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for rule in rules {
        if let Condition::Threshold { branches, .. } = &rule.condition {
            for Guard { record, value, .. } in
                branches.iter().filter_map(|branch| branch.when.as_ref())
            {
                values.entry(record).or_default().insert(value.to_bits());
            }
        }
    }
    let most = values.values().map(BTreeSet::len).max().unwrap_or_default();
    (2 * most).saturating_sub(1)
}

/// A value a millionth beyond: absolute for values around one, relative for great and for tiny ones.
pub fn beyond(value: f64, comparison: BadWhen) -> f64 {
    let size = value.abs();
    let step = if size > 1.0 || (size > 0.0 && size < 1e-3) {
        size * 1e-6
    } else {
        1e-6
    };
    let over = match comparison {
        BadWhen::Above => value + step,
        BadWhen::Below => value - step,
    };
    // The shortest decimal near it, which reads well.
    let short: f64 = format!("{over:.9e}").parse().unwrap_or(over);
    let right = match comparison {
        BadWhen::Above => short > value,
        BadWhen::Below => short < value,
    };
    if right { short } else { over }
}

#[cfg(test)]
mod tests {
    use super::beyond;
    use crate::catalog::BadWhen;

    #[test]
    fn a_millionth_beyond() {
        for (value, above, below) in [
            (0.0, 0.000_001, -0.000_001),
            (0.02, 0.020_001, 0.019_999),
            (1.0, 1.000_001, 0.999_999),
            (100.0, 100.0001, 99.9999),
            (5_368_709_120.0, 5_368_714_489.0, 5_368_703_751.0),
            (0.000_01, 0.000_010_000_01, 0.000_009_999_99),
        ] {
            assert_eq!(beyond(value, BadWhen::Above).to_bits(), f64::to_bits(above));
            assert_eq!(beyond(value, BadWhen::Below).to_bits(), f64::to_bits(below));
        }
        let third = 1.0 / 3.0;
        assert!(beyond(third, BadWhen::Above) > third);
    }
}

//! What is fed to the alerts that every stack has.

use std::collections::BTreeSet;

use super::course::Course;
use super::inputs::Inputs;
use super::labels::identity;
use super::look::Look;
use super::standing::count_in;
use crate::config::value::Duration;
use crate::model::{Meaning, Stack, names};

/// Adds the series of services that go down, come back, and flap.
pub fn feed(look: &Look<'_>, inputs: &mut Inputs) {
    let mut told: BTreeSet<&String> = BTreeSet::new();
    let mut hosts = false;
    for rule in look.rules() {
        if matches!(
            rule.meaning,
            Some(Meaning::Down | Meaning::Flapping | Meaning::InstanceDown)
        ) {
            told.extend(rule.services.first());
            hosts |= rule.meaning != Some(Meaning::InstanceDown);
        }
    }
    let waits = Waits {
        down: look.waits(&Meaning::Down).map(|(wait, _)| wait),
        flapping: look.waits(&Meaning::Flapping).map(|(wait, _)| wait),
        instance: look.waits(&Meaning::InstanceDown).map(|(wait, _)| wait),
    };
    let mut lives = Lives {
        look,
        stack: look.stack,
        inputs,
    };
    for service in &told {
        let several = look
            .rules()
            .filter(|rule| rule.meaning == Some(Meaning::InstanceDown))
            .any(|rule| rule.services.contains(service));
        lives.down_and_back(service, several, &waits);
    }
    if hosts && !look.before {
        lives.others(&told, &waits);
    }
}

/// The longest `for` of each alert that the file is about, in evaluations.
struct Waits {
    down: Option<usize>,
    flapping: Option<usize>,
    instance: Option<usize>,
}

struct Lives<'a> {
    look: &'a Look<'a>,
    stack: &'a Stack,
    inputs: &'a mut Inputs,
}

impl Lives<'_> {
    fn up(&mut self, service: &str, instance: &str, course: Course) {
        let mut labels = identity(self.stack, service);
        labels.insert("instance".into(), format!("{service}-{instance}"));
        self.inputs.add(names::UP, labels, course);
    }

    /// Down for one evaluation too few, down for long enough, back, down again; one instance alone; steady after three changes.
    fn down_and_back(&mut self, service: &str, several: bool, waits: &Waits) {
        let down = waits.down.unwrap_or_default();
        let flap = waits.flapping.unwrap_or_default();
        let first = Course::default()
            .then(1.0, 1)
            .then(0.0, down.max(1))
            .then(1.0, 1)
            .then(0.0, down + 1)
            .then(1.0, flap + 1)
            .then(0.0, 2)
            .then(1.0, 1)
            .gone(1);
        let second = Course::default()
            .then(0.0, down.max(1) + down + 3)
            .then(1.0, flap + 1)
            .then(0.0, 2)
            .then(1.0, 1)
            .gone(1);
        let mut alone = first.len();
        self.up(service, "1", first);
        self.up(service, "2", second);
        if waits.flapping.is_some() && !self.look.before {
            // Changes that are long ago count no more.
            let later = alone + count_in(Duration::seconds(900), self.look.interval);
            let steady = Course::default()
                .gone(later)
                .then(0.0, 1)
                .then(1.0, 1)
                .then(0.0, 1)
                .then(1.0, flap + 2)
                .gone(1);
            alone = steady.len();
            self.up(service, "3", steady);
        }
        // All of them are dead first: that is no affair of one.
        let Some(wait) = waits.instance.filter(|_| several) else {
            return;
        };
        let one = Course::default()
            .gone(alone)
            .then(0.0, 2 * wait + 1)
            .then(1.0, 1)
            .then(0.0, wait + 1)
            .then(1.0, 1)
            .gone(1);
        let other = Course::default()
            .gone(alone)
            .then(0.0, wait + 1)
            .then(1.0, 2 * wait + 3)
            .gone(1);
        self.up(service, "4", one);
        self.up(service, "5", other);
    }

    /// Services of which none of these alerts speaks, one for each kind.
    fn others(&mut self, told: &BTreeSet<&String>, waits: &Waits) {
        let mut spoken: BTreeSet<&String> = BTreeSet::new();
        for rule in self.stack.groups.iter().flat_map(|group| &group.alerts) {
            if rule.meaning == Some(Meaning::Down) {
                spoken.extend(rule.services.iter());
            }
        }
        // A host is left out by what is recorded, not by the rule, once another host can be seen dead.
        let hosts = self
            .stack
            .services
            .iter()
            .any(|service| service.kind == "host" && spoken.contains(&service.name));
        let mut kinds = BTreeSet::new();
        for service in &self.stack.services {
            let recorded = hosts && service.kind == "host";
            if !recorded
                && !spoken.contains(&service.name)
                && !told.contains(&service.name)
                && kinds.insert(service.kind_label.as_str())
            {
                // Dead for as long as it takes until one that is spoken of fires.
                let down = waits.down.unwrap_or_default();
                let mut course = Course::default().then(0.0, 2 * down + 3);
                for change in 1..=4 {
                    course = course.then(f64::from(change % 2), 1);
                }
                let course = course
                    .then(1.0, waits.flapping.unwrap_or_default() + 1)
                    .gone(1);
                self.up(&service.name, "1", course);
            }
        }
    }
}

/// Series for what is known from the list of services: one that vanishes, one that was seen dead, one that nobody is told of.
pub fn facts(look: &Look<'_>) -> Inputs {
    let stack = look.stack;
    let (empty, _) = look.waits(&Meaning::FactsMissing).unwrap_or_default();
    let (wait, keep) = look.waits(&Meaning::Unseen).unwrap_or_default();
    let listed = 2 * wait + keep + 5;
    let list = Course::default()
        .gone(empty)
        .then(1.0, listed)
        .gone(empty + 1)
        .then(1.0, 1);
    let seen = Course::default()
        .gone(empty)
        .then(1.0, 1)
        .gone(wait)
        .then(0.0, 1)
        .gone(wait + 1)
        .then(1.0, keep + 2)
        .gone(1);
    let mut inputs = Inputs::default();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut add = |service: &str, up: Option<Course>| {
        let mut labels = identity(stack, service);
        labels.insert("job".into(), names::FACTS_JOB.into());
        inputs.add(names::SERVICE, labels, list.clone());
        if let Some(up) = up {
            let mut labels = identity(stack, service);
            labels.insert("instance".into(), format!("{service}-1"));
            inputs.add(names::UP, labels, up);
        }
    };
    let unseen = || {
        let alerts = stack.groups.iter().flat_map(|group| &group.alerts);
        alerts.filter(|rule| rule.meaning == Some(Meaning::Unseen))
    };
    for rule in unseen() {
        if let Some(first) = rule.services.first() {
            known.insert(first);
            add(first, Some(seen.clone()));
        }
        let second = rule
            .services
            .iter()
            .find(|name| !known.contains(name.as_str()));
        if let Some(second) = second {
            known.insert(second);
            let dead = Course::default().gone(empty).then(0.0, listed).gone(1);
            add(second, Some(dead));
        }
    }
    let told: BTreeSet<&String> = unseen().flat_map(|rule| rule.services.iter()).collect();
    if let Some(silent) = stack
        .services
        .iter()
        .find(|service| !told.contains(&service.name))
    {
        add(&silent.name, None);
    }
    inputs
}

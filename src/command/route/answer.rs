//! What is answered: for each alert its labels, the routes that were asked, the ways in which it is told, and what holds it back.

use crate::diagnostic::Path;
use crate::model::Stack;
use crate::model::delivery::{
    Alert, Chance, Delivery, Inhibiting, Labels, Origin, Pair, Soon, Step, Tellings,
};

use super::question::Question;

/// Where the file says something: `monitoring.toml:58`.
type Line<'l> = dyn Fn(&Path) -> String + 'l;

/// Every alert asked for.
pub struct Answers<'s> {
    pub stack: &'s Stack,
    alerts: Vec<Alert<'s>>,
    asked: Vec<usize>,
    tellings: Tellings<'s>,
    inhibiting: Inhibiting<'s>,
    question: &'s Question,
    line: &'s Line<'s>,
}

/// A route that was asked.
pub struct Asked {
    /// `2`, or its name.
    pub name: String,
    pub matchers: Vec<String>,
    pub line: String,
    pub chance: Chance,
    /// Why it does not catch it: `team="backend", not "web"`.
    pub why: Option<String>,
}

/// An alert that holds back, or is held back.
pub struct Other {
    pub alert: String,
    pub severity: &'static str,
    pub services: Vec<String>,
    pub rule: String,
    pub same: Vec<String>,
}

/// All about one alert.
pub struct Answer<'s> {
    pub alert: &'s Alert<'s>,
    pub labels: Labels,
    pub asked: Vec<Asked>,
    pub deliveries: Vec<Delivery>,
    pub soon: Soon,
    pub held_back_by: Vec<Other>,
    pub holds_back: Vec<Other>,
}

impl<'s> Answers<'s> {
    /// Ready to answer.
    pub fn new(stack: &'s Stack, question: &'s Question, line: &'s Line<'s>) -> Answers<'s> {
        let alerts = Alert::all(stack);
        let asked = (0..alerts.len())
            .filter(|index| question.asks_for(&alerts[*index].labels))
            .collect();
        Answers {
            stack,
            alerts,
            asked,
            tellings: Tellings::new(stack),
            inhibiting: Inhibiting::new(stack),
            question,
            line,
        }
    }

    /// How many alerts are asked for.
    pub fn matching(&self) -> usize {
        self.asked.len()
    }

    /// One answer for each alert that is asked for.
    pub fn all(&'s self) -> impl Iterator<Item = Answer<'s>> {
        self.asked.iter().map(|index| self.of(&self.alerts[*index]))
    }

    fn of(&'s self, alert: &'s Alert<'s>) -> Answer<'s> {
        let mut told = alert.clone();
        told.labels = self.question.put_into(&alert.labels);
        let way = self.tellings.one(&told);
        let sources = self.inhibiting.sources(&told, &self.alerts);
        let targets = self.inhibiting.targets(&told, &self.alerts);
        Answer {
            alert,
            asked: self.asked(&told.labels, &way.deliveries),
            deliveries: way.deliveries,
            soon: way.soon,
            held_back_by: self.others(&sources),
            holds_back: self.others(&targets),
            labels: told.labels,
        }
    }

    /// What an alert with just the labels of the question would meet.
    pub fn as_given(&self) -> (Labels, Vec<Asked>, Vec<Delivery>) {
        let labels = self.question.as_given(self.stack);
        let deliveries = self.tellings.tree().follow(&labels);
        let asked = self.asked(&labels, &deliveries);
        (labels, asked, deliveries)
    }

    fn asked(&self, labels: &Labels, deliveries: &[Delivery]) -> Vec<Asked> {
        let routing = &self.stack.routing;
        let line = self.line;
        let root = |key: &str, name: &str| Asked {
            name: name.to_owned(),
            matchers: Vec::new(),
            line: line(&Path::of(&["routing", key])),
            chance: Chance::Surely,
            why: None,
        };
        if deliveries
            .iter()
            .any(|delivery| delivery.origin == Origin::Watchdog)
        {
            return vec![root("watchdog", "watchdog")];
        }
        let steps = self.tellings.tree().steps(labels);
        let mut out: Vec<Asked> = steps
            .iter()
            .filter_map(|step| Some((step, routing.routes.get(step.route)?)))
            .map(|(step, route)| Asked {
                name: route_name(self.stack, step.route),
                matchers: route.matches.iter().map(ToString::to_string).collect(),
                line: line(&route.path),
                chance: step.chance,
                why: why(step),
            })
            .collect();
        if out.last().is_none_or(|last| last.chance != Chance::Surely) {
            out.push(root("receiver", "the rest"));
        }
        out
    }

    /// One entry for each alert, severity and rule; services together.
    fn others(&self, pairs: &[(usize, Pair<'_>)]) -> Vec<Other> {
        let mut out: Vec<Other> = Vec::new();
        for (index, pair) in pairs {
            let alert = &self.alerts[*index];
            let same: Vec<String> = pair.same.iter().map(|label| (*label).to_owned()).collect();
            let service = alert.service.map(str::to_owned);
            let known = out.iter_mut().find(|other| {
                other.alert == alert.rule.alert
                    && other.severity == alert.severity()
                    && other.rule == pair.rule.name
                    && other.same == same
            });
            match known {
                Some(known) => known.services.extend(service),
                None => out.push(Other {
                    alert: alert.rule.alert.clone(),
                    severity: alert.severity(),
                    services: service.into_iter().collect(),
                    rule: pair.rule.name.clone(),
                    same,
                }),
            }
        }
        out
    }
}

/// `2`, or its name.
pub fn route_name(stack: &Stack, index: usize) -> String {
    let named = stack.routing.routes.get(index);
    named
        .and_then(|route| route.name.clone())
        .unwrap_or_else(|| (index + 1).to_string())
}

/// The part of the file that tells: `route 2`, `the rest`, `watchdog`.
pub fn origin_name(stack: &Stack, origin: Origin) -> String {
    match origin {
        Origin::Watchdog => "watchdog".to_owned(),
        Origin::Root => "the rest".to_owned(),
        Origin::Route(index) => route_name(stack, index),
    }
}

fn why(step: &Step) -> Option<String> {
    let (matcher, value) = step.refused.as_ref()?;
    Some(if value.is_empty() {
        format!("it has no `{}`", matcher.label)
    } else {
        format!("its {} is {value:?}", matcher.label)
    })
}

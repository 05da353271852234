//! Who is told of an alert, and how soon at the latest. Services whose alerts go the same way are one entry.

use std::collections::BTreeMap;

use crate::config::value::Duration;
use crate::model::{AlertingRule, Stack};

use super::soon::{Scrapes, soon};
use super::{Alert, Delivery, Labels, Origin, Soon, Tree};

/// Where the alerts of some services go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// Services whose alert goes this way; empty: the alert carries no service.
    pub services: Vec<String>,
    /// Every way that is open: several where several are told, or where it depends on a label that only the series know.
    pub deliveries: Vec<Delivery>,
    /// Receivers of the file; empty: nobody.
    pub receivers: Vec<String>,
    pub soon: Soon,
    /// From the fault to the message, at the latest.
    pub within: Duration,
    /// Indexes of the routes that catch it: one, or several where it depends on a label that only the series know.
    pub routes: Vec<usize>,
}

/// The routing tree of a stack, ready to follow alerts.
pub struct Tellings<'s> {
    stack: &'s Stack,
    tree: Tree,
    /// Services that no matcher can tell apart, and that are scraped alike, share a number: what is true of one is true of all.
    alike: BTreeMap<&'s str, usize>,
    scrapes: Scrapes<'s>,
}

impl<'s> Tellings<'s> {
    /// Ready to follow alerts of `stack`.
    pub fn new(stack: &'s Stack) -> Self {
        let scrapes = Scrapes::new(stack);
        let by_service = stack
            .routing
            .routes
            .iter()
            .flat_map(|route| &route.matches)
            .any(|matcher| matcher.label == "service");
        let mut numbers = BTreeMap::new();
        let alike = stack
            .services
            .iter()
            .map(|service| {
                let name = by_service.then_some(service.name.as_str());
                let jobs = scrapes.of_service(&service.name).cloned();
                let next = numbers.len();
                let number = *numbers
                    .entry((name, service.identity(), jobs))
                    .or_insert(next);
                (service.name.as_str(), number)
            })
            .collect();
        Tellings {
            stack,
            tree: Tree::new(&stack.routing),
            alike,
            scrapes,
        }
    }

    /// The tree that alerts are followed through.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Who is told of the alerts of this rule: one entry for each way that some of its services go.
    pub fn of(&self, rule: &AlertingRule) -> Vec<Telling> {
        let mut ways: Vec<Telling> = Vec::new();
        let mut known: BTreeMap<usize, usize> = BTreeMap::new();
        let mut add = |service: Option<&str>| {
            let number = service.and_then(|service| self.alike.get(service).copied());
            if let Some(way) = number.and_then(|number| ways.get_mut(*known.get(&number)?)) {
                way.services.extend(service.map(str::to_owned));
                return;
            }
            let way = self.one(&Alert::new(self.stack, rule, service));
            let same =
                |other: &Telling| other.deliveries == way.deliveries && other.within == way.within;
            let at = ways.iter().position(same).unwrap_or(ways.len());
            match ways.get_mut(at) {
                Some(known) => known.services.extend(way.services),
                None => ways.push(way),
            }
            if let Some(number) = number {
                known.insert(number, at);
            }
        };
        if rule.services.is_empty() {
            add(None);
        }
        for service in rule.services.iter() {
            add(Some(service));
        }
        ways
    }

    /// Who is told of one alert.
    pub fn one(&self, alert: &Alert<'_>) -> Telling {
        let deliveries = self.tree.follow(&alert.labels);
        let soon = soon(
            self.stack,
            &self.scrapes,
            alert.rule,
            alert.service,
            &deliveries,
        );
        Telling {
            services: alert.service.map(str::to_owned).into_iter().collect(),
            receivers: receivers(&deliveries),
            routes: routes(&deliveries),
            // The Watchdog tells that nothing is wrong: it comes every minute.
            within: if alert.rule.severity.is_none() {
                Duration::seconds(60)
            } else {
                soon.total()
            },
            soon,
            deliveries,
        }
    }

    /// Who would be told of an alert with these labels.
    pub fn told(&self, labels: &Labels) -> Vec<Delivery> {
        self.tree.follow(labels)
    }
}

impl Telling {
    /// The receivers in words, with the times in which they are told: `chat, tickets (not during nights); oncall`. Empty:
    /// nobody.
    pub fn told(&self) -> String {
        let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
        for delivery in &self.deliveries {
            let Some(receiver) = &delivery.receiver else {
                continue;
            };
            let notes = notes(delivery);
            match groups.iter_mut().find(|(same, _)| *same == notes) {
                Some((_, receivers)) if receivers.contains(&receiver.as_str()) => {}
                Some((_, receivers)) => receivers.push(receiver),
                None => groups.push((notes, vec![receiver])),
            }
        }
        let words = groups.iter().map(|(notes, receivers)| {
            let receivers = receivers.join(", ");
            if notes.is_empty() {
                receivers
            } else {
                format!("{receivers} ({notes})")
            }
        });
        words.collect::<Vec<_>>().join("; ")
    }
}

fn notes(delivery: &Delivery) -> String {
    let mut notes: Vec<String> = Vec::new();
    if !delivery.mute.is_empty() {
        notes.push(format!("not during {}", delivery.mute.join(", ")));
    }
    if !delivery.active.is_empty() {
        notes.push(format!("only during {}", delivery.active.join(", ")));
    }
    if !delivery.sure {
        notes.push("for some series".to_owned());
    }
    notes.join(", ")
}

/// Each receiver once, in the order in which they are told.
fn receivers(deliveries: &[Delivery]) -> Vec<String> {
    let mut receivers: Vec<String> = Vec::new();
    for receiver in deliveries
        .iter()
        .filter_map(|delivery| delivery.receiver.as_ref())
    {
        if !receivers.contains(receiver) {
            receivers.push(receiver.clone());
        }
    }
    receivers
}

fn routes(deliveries: &[Delivery]) -> Vec<usize> {
    let mut routes: Vec<usize> = Vec::new();
    for delivery in deliveries {
        if let Origin::Route(index) = delivery.origin
            && !routes.contains(&index)
        {
            routes.push(index);
        }
    }
    routes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Tellings;
    use crate::catalog::{BadWhen, Severity};
    use crate::config::value::Duration;
    use crate::diagnostic::Path;
    use crate::model::{
        AlertingRule, Condition, LabelMatch, Operator, Route, Routing, Service, Stack,
    };

    fn rule(severity: Severity) -> AlertingRule {
        AlertingRule {
            alert: "HttpErrorRatio".into(),
            signal: "error_ratio".into(),
            severity: Some(severity),
            hold: None,
            wait: Duration::seconds(70),
            keep_firing_for: None,
            meaning: None,
            condition: Condition::Threshold {
                record: "service:http_errors:ratio_rate5m".into(),
                unit: crate::catalog::Unit::Ratio,
                comparison: BadWhen::Above,
                branches: Vec::new(),
            },
            labels: BTreeMap::new(),
            series_labels: vec!["service".into(), "instance".into()],
            any_label: false,
            services: ["api".to_owned(), "shop".to_owned()].into(),
            kind: "http".into(),
            unit: None,
            title: String::new(),
            summary: String::new(),
            means: String::new(),
            first: String::new(),
            runbook: None,
            annotations: BTreeMap::new(),
            texts: Vec::new(),
            foreign_groups: 0,
            window: Duration::seconds(300),
            path: Path::root(),
        }
    }

    fn route(label: &str, value: &str, receiver: &str) -> Route {
        Route {
            matches: vec![LabelMatch {
                label: label.into(),
                operator: Operator::Equal,
                value: value.into(),
            }],
            receivers: vec![receiver.into()],
            ..Route::default()
        }
    }

    fn stack(routes: Vec<Route>) -> Stack {
        let service = |name: &str, team: &str| Service {
            name: name.into(),
            team: Some(team.into()),
            ..Service::default()
        };
        Stack {
            services: vec![service("api", "backend"), service("shop", "web")],
            routing: Routing {
                receiver: Some("chat".into()),
                routes,
                ..Routing::default()
            },
            scrape_interval: Duration::seconds(15),
            scrape_timeout: Duration::seconds(10),
            evaluation_interval: Duration::seconds(15),
            ..Stack::default()
        }
    }

    #[test]
    fn services_go_their_own_ways() {
        let stack = stack(vec![route("team", "backend", "backend")]);
        let ways = Tellings::new(&stack).of(&rule(Severity::Warning));
        let told: Vec<_> = ways
            .iter()
            .map(|way| (way.services.join(","), way.receivers.join(",")))
            .collect();
        assert_eq!(
            told,
            [
                ("api".into(), "backend".into()),
                ("shop".into(), "chat".into())
            ]
        );
    }

    #[test]
    fn a_label_that_only_the_series_know_leaves_both_ways_open() {
        let stack = stack(vec![route("instance", "api:3000", "night")]);
        let ways = Tellings::new(&stack).of(&rule(Severity::Warning));
        assert_eq!(ways.len(), 1);
        assert_eq!(ways[0].receivers, ["night", "chat"]);
        let none = Tellings::new(&self::stack(vec![route("zone", "a", "night")]))
            .of(&rule(Severity::Warning));
        assert_eq!(none[0].receivers, ["chat"]);
    }

    #[test]
    fn how_soon_counts_every_step() {
        let stack = stack(Vec::new());
        let seconds = |severity| {
            Tellings::new(&stack).of(&rule(severity))[0]
                .within
                .milliseconds
                / 1000
        };
        // 15 s + 10 s, a window of 300 s, one evaluation, 70 s in evaluations of 15 s, the group's wait.
        assert_eq!(seconds(Severity::Critical), 25 + 300 + 15 + 75 + 60);
        assert_eq!(seconds(Severity::Warning), 25 + 300 + 15 + 75 + 300);
    }
}

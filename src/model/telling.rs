//! Who is told of an alert, and how soon at the latest: alerts, labels and routes are a finite set, so each alert is
//! followed through the tree.

use std::collections::BTreeMap;

use regex::Regex;

use crate::catalog::Severity;
use crate::config::value::Duration;

use super::{AlertingRule, LabelMatch, Operator, Route, Service, Stack};

/// Where the alerts of some services go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// Services whose alert goes this way; empty: the alert carries no service.
    pub services: Vec<String>,
    /// Empty: nobody.
    pub receivers: Vec<String>,
    /// From the fault to the message, at the latest.
    pub within: Duration,
    /// Indexes of the routes that catch it: one, or several where it depends on a label that only the series know.
    pub routes: Vec<usize>,
}

/// The routing tree of a stack, its expressions compiled once.
pub struct Tellings<'s> {
    stack: &'s Stack,
    routes: Vec<(&'s Route, Vec<Matcher>)>,
    services: BTreeMap<&'s str, &'s Service>,
    /// Services that no matcher can tell apart share a number: what is true of one is true of all.
    alike: BTreeMap<&'s str, usize>,
    /// Interval and timeout of the slowest job of each kind.
    scrapes: BTreeMap<&'s str, u64>,
}

impl<'s> Tellings<'s> {
    /// Ready to follow alerts of `stack`.
    pub fn new(stack: &'s Stack) -> Self {
        let mut scrapes: BTreeMap<&str, u64> = BTreeMap::new();
        for job in &stack.jobs {
            let slowest = scrapes.entry(&job.kind).or_default();
            *slowest = (*slowest).max(job.interval.milliseconds + job.timeout.milliseconds);
        }
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
                let next = numbers.len();
                let number = *numbers.entry((name, service.identity())).or_insert(next);
                (service.name.as_str(), number)
            })
            .collect();
        Tellings {
            stack,
            alike,
            routes: stack
                .routing
                .routes
                .iter()
                .map(|route| (route, route.matches.iter().map(Matcher::new).collect()))
                .collect(),
            services: stack
                .services
                .iter()
                .map(|service| (service.name.as_str(), service))
                .collect(),
            scrapes,
        }
    }

    /// Who is told of the alerts of this rule: one entry for each way that some of its services go.
    pub fn of(&self, rule: &AlertingRule) -> Vec<Telling> {
        if rule.severity.is_none() {
            return self.watchdog(rule);
        }
        let mut ways: Vec<Telling> = Vec::new();
        let mut known: BTreeMap<usize, usize> = BTreeMap::new();
        let mut add = |service: Option<&str>| {
            let number = service.and_then(|service| self.alike.get(service).copied());
            if let Some(way) = number.and_then(|number| ways.get_mut(*known.get(&number)?)) {
                way.services.extend(service.map(str::to_owned));
                return;
            }
            let (routes, open) = self.follow(rule, service);
            let receivers = self.receivers(&routes, open);
            let within = self.within(rule, &routes, open);
            let same = |way: &Telling| {
                way.receivers == receivers && way.within == within && way.routes == routes
            };
            let at = ways.iter().position(same).unwrap_or(ways.len());
            match ways.get_mut(at) {
                Some(way) => way.services.extend(service.map(str::to_owned)),
                None => ways.push(Telling {
                    services: service.map(str::to_owned).into_iter().collect(),
                    receivers,
                    within,
                    routes,
                }),
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

    /// The Watchdog goes to the receiver that wants it, every minute, or nowhere; no route of the file sees it.
    fn watchdog(&self, rule: &AlertingRule) -> Vec<Telling> {
        let receivers: Vec<String> = self.stack.routing.watchdog.iter().cloned().collect();
        vec![Telling {
            services: rule.services.to_vec(),
            receivers,
            within: Duration::seconds(60),
            routes: Vec::new(),
        }]
    }

    /// Routes that may catch the alert, and whether it may fall through all of them to the root.
    fn follow(&self, rule: &AlertingRule, service: Option<&str>) -> (Vec<usize>, bool) {
        let labels = self.labels(rule, service);
        let mut caught = Vec::new();
        for (at, (_, matchers)) in self.routes.iter().enumerate() {
            let mut certain = true;
            let possible =
                matchers
                    .iter()
                    .all(|matcher| match labels.get(matcher.label.as_str()) {
                        Some(value) => matcher.holds(value),
                        // What a known service does not have, its alerts do not have.
                        None if service
                            .is_some_and(|service| self.services.contains_key(service))
                            && self.stack.identity_labels.contains(&matcher.label) =>
                        {
                            matcher.holds("")
                        }
                        None if rule.series_labels.contains(&matcher.label) => {
                            certain = false;
                            true
                        }
                        None => matcher.holds(""),
                    });
            if possible {
                caught.push(at);
                if certain {
                    return (caught, false);
                }
            }
        }
        (caught, true)
    }

    /// Labels whose value is known now.
    fn labels(&self, rule: &AlertingRule, service: Option<&str>) -> BTreeMap<String, String> {
        let mut labels = self.stack.external_labels.clone();
        if let Some(service) = service {
            if let Some(known) = self.services.get(service) {
                labels.extend(known.identity());
            }
            labels.insert("service".into(), service.into());
        }
        labels.extend(rule.labels.clone());
        labels.insert("alertname".into(), rule.alert.clone());
        labels.insert(
            "severity".into(),
            rule.severity.map_or("none", Severity::name).into(),
        );
        if !rule.signal.is_empty() {
            labels.insert("signal".into(), rule.signal.clone());
        }
        if let Some(hold) = &rule.hold {
            labels.insert("hold".into(), hold.clone());
        }
        labels
    }

    fn receivers(&self, routes: &[usize], open: bool) -> Vec<String> {
        let root = self.stack.routing.receiver.iter();
        let mut receivers: Vec<String> = Vec::new();
        let mut add = |name: &String| {
            if !receivers.contains(name) {
                receivers.push(name.clone());
            }
        };
        for (route, _) in routes.iter().filter_map(|at| self.routes.get(*at)) {
            if route.receivers.is_empty() {
                root.clone().for_each(&mut add);
            }
            route.receivers.iter().for_each(&mut add);
        }
        if open {
            root.for_each(&mut add);
        }
        receivers
    }

    /// Scrape and timeout, the window, one evaluation for each group on the way, `for` in whole evaluations, and the
    /// longer of the two waits of the slowest route.
    fn within(&self, rule: &AlertingRule, routes: &[usize], open: bool) -> Duration {
        let stack = self.stack;
        let scrape = self
            .scrapes
            .get(rule.kind.as_str())
            .copied()
            .unwrap_or(stack.scrape_interval.milliseconds + stack.scrape_timeout.milliseconds);
        let evaluation = stack.evaluation_interval.milliseconds.max(1);
        let (wait, interval) = default_waits(rule.severity);
        let root = &stack.routing;
        let root_wait = root.group_wait.unwrap_or(wait);
        let root_interval = root.group_interval.unwrap_or(interval);
        let slowest = routes
            .iter()
            .filter_map(|at| self.routes.get(*at))
            .map(|(route, _)| {
                let wait = route.group_wait.unwrap_or(root_wait);
                wait.max(route.group_interval.unwrap_or(root_interval))
            })
            .chain(open.then(|| root_wait.max(root_interval)))
            .max()
            .unwrap_or_default();
        let evaluations =
            1 + u64::from(rule.foreign_groups) + rule.wait.milliseconds.div_ceil(evaluation);
        Duration {
            milliseconds: scrape
                + rule.window.milliseconds
                + evaluations * evaluation
                + slowest.milliseconds,
        }
    }
}

/// `group_wait` and `group_interval` where the file says nothing.
pub fn default_waits(severity: Option<Severity>) -> (Duration, Duration) {
    match severity {
        Some(Severity::Critical) => (Duration::seconds(10), Duration::seconds(60)),
        _ => (Duration::seconds(60), Duration::seconds(300)),
    }
}

/// A matcher, its expression compiled; one that does not compile matches nothing (it is a finding elsewhere).
struct Matcher {
    label: String,
    operator: Operator,
    value: String,
    expression: Option<Regex>,
}

impl Matcher {
    fn new(written: &LabelMatch) -> Self {
        let expression = match written.operator {
            Operator::Matches | Operator::MatchesNot => {
                Regex::new(&format!("^(?s:{})$", written.value)).ok()
            }
            Operator::Equal | Operator::NotEqual => None,
        };
        Matcher {
            label: written.label.clone(),
            operator: written.operator,
            value: written.value.clone(),
            expression,
        }
    }

    /// Whether it holds for a label of this value; a missing label is an empty one.
    fn holds(&self, value: &str) -> bool {
        let found = || {
            self.expression
                .as_ref()
                .map(|expression| expression.is_match(value))
        };
        match self.operator {
            Operator::Equal => self.value == value,
            Operator::NotEqual => self.value != value,
            Operator::Matches => found().unwrap_or(false),
            Operator::MatchesNot => !found().unwrap_or(true),
        }
    }
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
            condition: Condition::Threshold {
                record: "service:http_errors:ratio_rate5m".into(),
                unit: crate::catalog::Unit::Ratio,
                comparison: BadWhen::Above,
                branches: Vec::new(),
            },
            labels: BTreeMap::new(),
            series_labels: vec!["service".into(), "instance".into()],
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

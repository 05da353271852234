//! An alert of one service, with the labels that it will carry.

use crate::catalog::Severity;
use crate::model::{AlertingRule, Service, Stack};

use super::Labels;

/// An alerting rule as one service raises it.
#[derive(Debug, Clone)]
pub struct Alert<'s> {
    pub rule: &'s AlertingRule,
    /// Missing: its series say which, or there is none.
    pub service: Option<&'s str>,
    pub labels: Labels,
}

impl<'s> Alert<'s> {
    /// The labels that Alertmanager sees: external ones, those of the service, the rule's own.
    pub fn new(stack: &'s Stack, rule: &'s AlertingRule, service: Option<&'s str>) -> Alert<'s> {
        let known = service.and_then(|service| stack.service(service));
        Alert {
            rule,
            service,
            labels: labels(stack, rule, service, known),
        }
    }

    /// Every alert of the stack, in the order of its rules, once for each service that can raise it.
    pub fn all(stack: &'s Stack) -> Vec<Alert<'s>> {
        let rules = stack.groups.iter().flat_map(|group| &group.alerts);
        rules.flat_map(|rule| Alert::of(stack, rule)).collect()
    }

    /// The alerts of one rule.
    pub fn of(stack: &'s Stack, rule: &'s AlertingRule) -> Vec<Alert<'s>> {
        if rule.services.is_empty() {
            return vec![Alert::new(stack, rule, None)];
        }
        rule.services
            .iter()
            .map(|service| Alert::new(stack, rule, Some(service)))
            .collect()
    }

    /// `critical`, or `none`.
    pub fn severity(&self) -> &'static str {
        self.rule.severity.map_or("none", Severity::name)
    }
}

fn labels(
    stack: &Stack,
    rule: &AlertingRule,
    service: Option<&str>,
    known: Option<&Service>,
) -> Labels {
    let mut labels = stack.external_labels.clone();
    if let Some(known) = known {
        labels.extend(known.identity());
    }
    if let Some(service) = service {
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
    // What a known service does not have, its alerts do not have.
    let open = rule
        .series_labels
        .iter()
        .filter(|label| !labels.contains_key(*label))
        .filter(|label| known.is_none() || !stack.identity_labels.contains(label))
        .cloned()
        .collect();
    Labels {
        known: labels,
        open,
        any: rule.any_label,
    }
}

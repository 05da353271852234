//! A page that is out before it is known that what it depends on is down.

use std::collections::BTreeMap;

use crate::catalog::Severity;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};
use crate::model::{AlertingRule, names};

/// More alerts than this are counted.
const NAMED: usize = 3;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    let rules = || {
        stack
            .groups
            .iter()
            .flat_map(|group| &group.alerts)
            .filter(|rule| rule.severity == Some(Severity::Critical))
    };
    let mut down: BTreeMap<&str, &AlertingRule> = BTreeMap::new();
    for rule in rules().filter(|rule| rule.alert == names::SERVICE_DOWN) {
        for service in rule.services.iter() {
            down.insert(service, rule);
        }
    }
    let slowest_parent = |depends_on: &[String]| {
        let known = depends_on
            .iter()
            .filter_map(|on| Some((on.clone(), *down.get(on.as_str())?)));
        known.max_by_key(|(_, down)| down.wait)
    };
    let mut faster: BTreeMap<&str, Vec<&AlertingRule>> = BTreeMap::new();
    let mut parents: BTreeMap<&str, (String, &AlertingRule)> = BTreeMap::new();
    for service in &stack.services {
        if let Some(parent) = slowest_parent(&service.depends_on) {
            parents.insert(&service.name, parent);
        }
    }
    // Times of the catalog alone are no choice of the reader's.
    let is_chosen = |rule: &AlertingRule| rule.path != Path::root();
    for rule in rules() {
        for service in rule.services.iter() {
            let parent = parents.get(service.as_str());
            if parent.is_some_and(|(_, down)| {
                rule.wait < down.wait && (is_chosen(rule) || is_chosen(down))
            }) {
                faster.entry(service).or_default().push(rule);
            }
        }
    }
    for (service, rules) in faster {
        let Some((parent, down)) = parents.get(service) else {
            continue;
        };
        let wait = down.wait;
        let Some(place) = stack
            .service(service)
            .map(|service| service.path.key("depends_on"))
        else {
            continue;
        };
        let mut named: Vec<String> = rules
            .iter()
            .take(NAMED)
            .map(|rule| format!("{} after {}", rule.alert, rule.wait))
            .collect();
        if rules.len() > NAMED {
            named.push(format!("{} more", rules.len() - NAMED));
        }
        out.push(
            Diagnostic::advice(
                "service/faster-than-parent",
                format!("`{service}` pages before `{parent}` is known to be down"),
            )
            .at(
                Place::Value(place),
                format!(
                    "ServiceDown of `{parent}` fires after {wait}; {}",
                    named.join(", ")
                ),
            )
            .help(format!(
                "give these alerts a `for` of at least {wait}, or `{parent}` a shorter one: `thresholds.down`"
            )),
        );
    }
}

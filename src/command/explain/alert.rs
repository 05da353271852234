//! The page of an alert of the file: what it means, its limits, who is told.

use crate::catalog::Severity;
use crate::model::delivery::Tellings;
use crate::model::{AlertingRule, Condition, Stack};

use super::Page;

/// By name: `HttpErrorRatio`.
pub fn page(name: &str, stack: &Stack) -> Option<Page> {
    let rules: Vec<&AlertingRule> = stack
        .groups
        .iter()
        .flat_map(|group| &group.alerts)
        .filter(|rule| rule.alert == name)
        .collect();
    let first = rules.first()?;
    let mut page = Page::new(&format!("{name}: {}", first.title));
    page.paragraph(&first.means);
    if !first.first.is_empty() {
        page.heading("What to do first");
        page.paragraph(&first.first);
    }
    if first.unit.is_none() && first.summary != first.title {
        page.paragraph(&format!("Its message: {}", first.summary));
    }
    page.heading("When it fires, and who is told");
    page.table(&COLUMNS, &limits_of(name, stack).unwrap_or_default());
    page.paragraph(&format!(
        "`monc route alertname={name}` says why, and what holds it back."
    ));
    for rule in rules {
        if let Condition::Expression(expression) = &rule.condition {
            page.code("promql", expression);
        }
    }
    Some(page)
}

/// Columns of [`limits_of`].
pub const COLUMNS: [&str; 6] = ["severity", "when", "for", "services", "told", "within"];

/// One row for each severity and way to be told.
pub fn limits_of(name: &str, stack: &Stack) -> Option<Vec<Vec<String>>> {
    let tellings = Tellings::new(stack);
    let mut rows = Vec::new();
    let alerts = stack.groups.iter().flat_map(|group| &group.alerts);
    for rule in alerts.filter(|rule| rule.alert == name) {
        for way in tellings.of(rule) {
            rows.push(vec![
                rule.severity.map_or("none", Severity::name).to_owned(),
                limits(rule, &way.services),
                rule.wait.to_string(),
                way.services.join(", "),
                if way.receivers.is_empty() {
                    "nobody".to_owned()
                } else {
                    way.told()
                },
                way.within.to_string(),
            ]);
        }
    }
    (!rows.is_empty()).then_some(rows)
}

fn limits(rule: &AlertingRule, services: &[String]) -> String {
    let Condition::Threshold { branches, .. } = &rule.condition else {
        return "see below".to_owned();
    };
    let mut shown: Vec<String> = branches
        .iter()
        .filter(|branch| {
            services
                .iter()
                .any(|service| branch.names.contains(service))
        })
        .map(|branch| rule.condition.shown(branch))
        .collect();
    shown.dedup();
    shown.join(" or ")
}

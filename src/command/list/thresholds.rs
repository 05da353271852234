//! `monc list thresholds`: what is in force, for each service.

use crate::catalog::Severity;
use crate::command::Table;
use crate::model::{AlertingRule, Condition, Guard, Stack};

/// `limit`: where the file says the limit of a service.
pub fn table(stack: &Stack, limit: &dyn Fn(&str, &AlertingRule) -> String) -> Table {
    let mut rows = Vec::new();
    for rule in stack.groups.iter().flat_map(|group| &group.alerts) {
        let Condition::Threshold { branches, .. } = &rule.condition else {
            continue;
        };
        for branch in branches {
            for service in branch.names.iter() {
                let value = rule.condition.limit(branch);
                let guard = branch.when.as_ref().map(Guard::shown);
                rows.push((service, &rule.signal, rule.severity, value, guard, rule));
            }
        }
    }
    rows.sort_by(|a, b| (a.0, a.1, a.2, &a.3).cmp(&(b.0, b.1, b.2, &b.3)));
    let mut table = Table::new(&[
        "service", "signal", "severity", "value", "while", "for", "alert", "set in",
    ]);
    for (service, signal, severity, value, guard, rule) in rows {
        let place = limit(service, rule);
        table.row([
            service.as_str().into(),
            signal.as_str().into(),
            severity.map(Severity::name).into(),
            value.into(),
            guard.into(),
            rule.wait.to_string().into(),
            rule.alert.as_str().into(),
            place.into(),
        ]);
    }
    table
}

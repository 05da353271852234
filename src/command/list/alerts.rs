//! `monc list alerts`: who is told, and how soon at the latest.

use crate::catalog::Severity;
use crate::command::Table;
use crate::model::Stack;
use crate::model::delivery::Tellings;

pub fn table(stack: &Stack) -> Table {
    let mut table = Table::new(&["alert", "severity", "services", "for", "told", "within"]);
    let tellings = Tellings::new(stack);
    for rule in stack.groups.iter().flat_map(|group| &group.alerts) {
        for way in tellings.of(rule) {
            let told: Vec<String> = if rule.severity.is_none() {
                stack.routing.watchdog.iter().cloned().collect()
            } else {
                way.receivers
            };
            let within = (!told.is_empty()).then(|| way.within.to_string());
            table.row([
                rule.alert.as_str().into(),
                rule.severity.map_or("none", Severity::name).into(),
                way.services.into(),
                rule.wait.to_string().into(),
                told.into(),
                within.into(),
            ]);
        }
    }
    table
}

//! A critical alert of which a person may know only later than `[routing] within` promises.

use crate::catalog::Severity;
use crate::config::value::Duration;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings, value};
use crate::model::delivery::{Soon, Tellings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let stack = context.stack;
    let Some(within) = stack.routing.within else {
        return;
    };
    let promise = value(&["routing", "within"]);
    let tellings = Tellings::new(stack);
    let rules = stack.groups.iter().flat_map(|group| &group.alerts);
    // Alerts whose times are the catalog's have no place in the file: they are said together.
    let mut others: Vec<(&str, Soon)> = Vec::new();
    for rule in rules.filter(|rule| rule.severity == Some(Severity::Critical)) {
        let told = tellings.of(rule);
        let slowest = told
            .iter()
            .filter(|way| !way.receivers.is_empty())
            .map(|way| way.soon)
            .max_by_key(|soon| soon.total());
        let Some(soon) = slowest.filter(|soon| soon.total() > within) else {
            continue;
        };
        if rule.path == Path::root() {
            others.push((&rule.alert, soon));
            continue;
        }
        out.push(
            Diagnostic::warning(
                "routing/late",
                format!("{} may take {} to reach a person", rule.alert, soon.total()),
            )
            .at(Place::Value(rule.path.clone()), sum(soon))
            .at(promise.clone(), format!("{within} is promised here"))
            .help(help(soon, within)),
        );
    }
    let Some((slowest, soon)) = others.iter().max_by_key(|(_, soon)| soon.total()) else {
        return;
    };
    let title = match others.len() {
        1 => format!("{slowest} may take {} to reach a person", soon.total()),
        count => format!("{count} critical alerts of the catalog may take longer than {within}"),
    };
    out.push(
        Diagnostic::warning("routing/late", title)
            .at(promise, format!("{slowest}: {}", sum(*soon)))
            .help(help(*soon, within)),
    );
}

/// `scrape 25s + window 5m + evaluation 15s + for 10m + group 1m = 16m40s`
fn sum(soon: Soon) -> String {
    let parts: Vec<String> = soon
        .parts()
        .iter()
        .filter(|(_, part)| part.milliseconds > 0)
        .map(|(name, part)| format!("{name} {part}"))
        .collect();
    format!("{} = {}", parts.join(" + "), soon.total())
}

/// What can be shortened by enough: `for`, else the group's times; else the promise is too short for what is measured.
fn help(soon: Soon, within: Duration) -> String {
    let over = soon
        .total()
        .milliseconds
        .saturating_sub(within.milliseconds);
    let left = |part: Duration| Duration {
        milliseconds: part.milliseconds.saturating_sub(over),
    };
    if soon.wait.milliseconds >= over {
        format!("a `for` of at most {} keeps the promise", left(soon.wait))
    } else if soon.group.milliseconds > over {
        format!(
            "a `group_wait` and a `group_interval` of at most {} keep the promise",
            left(soon.group)
        )
    } else {
        format!(
            "shorten `for` and `group_interval`, or promise less: `within = \"{}\"`",
            soon.total()
        )
    }
}

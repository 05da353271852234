//! RUNBOOK.md: for a person at night. Each alert: what it means, its limits, what to do, who is told, how soon.

use std::collections::BTreeMap;

use crate::catalog::{BadWhen, Severity, Unit};
use crate::config::value::{Duration, print_duration};
use crate::escape::markdown;
use crate::model::delivery::{Matcher, Tellings};
use crate::model::{AlertingRule, Condition, Inhibition, Selection, Stack};

use super::files::Files;

/// More services than this are counted instead of named.
const NAMED: usize = 8;
/// More services that others depend on are not shown.
const PARENTS: usize = 30;

/// The runbook.
pub fn emit(stack: &Stack) -> Files {
    let mut files = Files::new();
    files.insert("RUNBOOK.md", text(stack));
    files
}

fn text(stack: &Stack) -> String {
    let mut alerts: BTreeMap<&str, Vec<&AlertingRule>> = BTreeMap::new();
    for rule in stack.groups.iter().flat_map(|group| &group.alerts) {
        alerts.entry(&rule.alert).or_default().push(rule);
    }
    let mut out = format!(
        "# Runbook of {}\n\nMade by monc from {}: edit that file, then {}.\n\n\
         An alert has come: find its name below. The panels are at {}.\n\n\
         - Critical alerts want somebody now; warnings want somebody today.\n\
         - \"At the latest after\" counts from the fault to the message.\n\n",
        markdown::heading(&stack.name),
        markdown::code(&stack.source),
        markdown::code(&stack.command()),
        markdown::code(&stack.grafana.url),
    );
    held_back(&mut out, stack);
    out.push_str("## Alerts\n\n");
    for name in alerts.keys() {
        out.push_str(&format!("- [{name}](#{})\n", name.to_lowercase()));
    }
    let tellings = Tellings::new(stack);
    for (name, mut rules) in alerts {
        rules.sort_by(|a, b| (b.severity, &a.hold).cmp(&(a.severity, &b.hold)));
        out.push_str(&format!("\n## {name}\n\n"));
        if let Some(first) = rules.first() {
            introduction(&mut out, stack, first);
        }
        table(&mut out, &tellings, &rules);
        own_condition(&mut out, &rules);
        own_texts(&mut out, &rules);
    }
    out
}

/// Title, meaning and first step. Those of the catalog are Markdown; those of the file are text.
fn introduction(out: &mut String, stack: &Stack, rule: &AlertingRule) {
    let own = of_file(rule)
        || stack
            .kinds
            .iter()
            .flat_map(|kind| &kind.signals)
            .any(|signal| signal.own && signal.name == rule.signal && rule.unit.is_some());
    let shown = |text: &str| {
        let text = text.trim();
        if own {
            markdown::text(text)
        } else {
            text.replace('\n', " ")
        }
    };
    out.push_str(&format!("**{}.**", shown(rule.title.trim_end_matches('.'))));
    if !rule.means.is_empty() {
        out.push_str(&format!(" {}", shown(&rule.means)));
    }
    if !rule.first.is_empty() {
        out.push_str(&format!("\n\nDo first: {}", shown(&rule.first)));
    }
    out.push_str("\n\n");
}

/// Whether it is one of `[alerts]`.
fn of_file(rule: &AlertingRule) -> bool {
    rule.unit.is_none() && !rule.path.is_root()
}

/// What an alert of `[alerts]` says, and when.
fn own_condition(out: &mut String, rules: &[&AlertingRule]) {
    for rule in rules.iter().filter(|rule| of_file(rule)) {
        let Condition::Expression(expression) = &rule.condition else {
            continue;
        };
        if rule.summary != rule.title {
            out.push_str(&format!(
                "\nIts message: {}\n",
                markdown::text(&rule.summary)
            ));
        }
        out.push_str(&format!(
            "\nIts condition:\n\n{}",
            markdown::block(expression, "promql")
        ));
    }
}

fn table(out: &mut String, tellings: &Tellings<'_>, rules: &[&AlertingRule]) {
    out.push_str("| severity | when | for | services | told | at the latest after |\n| --- | --- | --- | --- | --- | --- |\n");
    for rule in rules {
        let severity = rule.severity.map_or("none", Severity::name);
        let wait = if rule.wait == Duration::default() {
            "at once".into()
        } else {
            print_duration(rule.wait)
        };
        let mut ways: Vec<(String, String, Vec<String>)> = Vec::new();
        for way in tellings.of(rule) {
            let told = way.told();
            let told = if told.is_empty() && rule.severity.is_none() {
                "nobody: no `watchdog` is named".to_owned()
            } else if told.is_empty() {
                "**nobody**".to_owned()
            } else {
                markdown::cell(&told)
            };
            let within = rounded(way.within);
            match ways
                .iter_mut()
                .find(|(same, so_soon, _)| (same, so_soon) == (&told, &within))
            {
                Some((_, _, services)) => services.extend(way.services),
                None => ways.push((told, within, way.services)),
            }
        }
        for (told, within, mut services) in ways {
            services.sort();
            for (when, services) in whens(rule, &services) {
                out.push_str(&format!(
                    "| {severity} | {} | {wait} | {} | {told} | {within} |\n",
                    markdown::cell(&when),
                    markdown::cell(&named(&services)),
                ));
            }
        }
    }
}

/// What is not told while something else is, in the words of a person who wonders why an alert did not come.
fn held_back(out: &mut String, stack: &Stack) {
    let mut lines: Vec<String> = Vec::new();
    let mut services: Vec<(String, &Inhibition)> = Vec::new();
    for inhibition in &stack.inhibitions {
        let parent = inhibition
            .source
            .iter()
            .find(|matcher| matcher.label == "service");
        if let Some(parent) = parent {
            services.push((parent.value.clone(), inhibition));
            continue;
        }
        lines.push(match inhibition.name.as_str() {
            "service-down-over-its-own" => {
                "While a service is down, its other alerts: ServiceDown says it all.".into()
            }
            "host-down-over-what-runs-on-it" => {
                "While a host is down, all alerts of what runs on it.".into()
            }
            name => format!("{} the same thing.", severities(name)),
        });
    }
    for (parent, inhibition) in services.iter().take(PARENTS) {
        let matchers = Matcher::all(&inhibition.target);
        let held: Vec<String> = stack
            .services
            .iter()
            .filter(|service| matchers.iter().all(|matcher| matcher.holds(&service.name)))
            .map(|service| service.name.clone())
            .collect();
        lines.push(format!(
            "While {} is down, all alerts of what depends on it: {}.",
            markdown::text(parent),
            markdown::text(&named(&held))
        ));
    }
    if services.len() > PARENTS {
        lines.push(format!(
            "And so for {} more services that others depend on: `monc route` shows each.",
            services.len() - PARENTS
        ));
    }
    if lines.is_empty() {
        return;
    }
    out.push_str("## What is held back\n\nAn alert that has a known cause is not told while that cause is:\n\n");
    for line in lines {
        out.push_str(&format!("- {line}\n"));
    }
    out.push('\n');
}

fn severities(name: &str) -> &'static str {
    match name {
        "critical-over-warning" => "While a critical alert fires, the milder ones of",
        _ => "While a warning fires, the info of",
    }
}

/// Conditions with the services that they hold for, of those given.
fn whens(rule: &AlertingRule, services: &[String]) -> Vec<(String, Vec<String>)> {
    let Condition::Threshold {
        unit,
        comparison,
        branches,
        ..
    } = &rule.condition
    else {
        let when = if rule.unit.is_none() {
            "the condition below holds"
        } else {
            "it is so"
        };
        return vec![(when.to_owned(), services.to_vec())];
    };
    branches
        .iter()
        .filter_map(|branch| {
            let having: Vec<String> = branch
                .names
                .iter()
                .filter(|name| services.binary_search(name).is_ok())
                .cloned()
                .collect();
            let side = match (unit, comparison) {
                (Unit::State, _) => "it is so".to_owned(),
                (_, BadWhen::Above) => format!("above {}", branch.shown),
                (_, BadWhen::Below) => format!("below {}", branch.shown),
            };
            let mut when = side;
            for matching in &branch.matches {
                when.push_str(&format!(", {} {}", matching.label, matching.value));
            }
            if let Some(guard) = &branch.when {
                when.push_str(&format!(
                    ", only while {} is above {}",
                    guard.signal, guard.shown
                ));
            }
            debug_assert!(!matches!(&branch.services, Selection::Only(names) if names.is_empty()));
            (!having.is_empty()).then_some((when, having))
        })
        .collect()
}

/// Texts that the file gives for some services.
fn own_texts(out: &mut String, rules: &[&AlertingRule]) {
    let mut said: Vec<String> = Vec::new();
    for texts in rules.iter().flat_map(|rule| &rule.texts) {
        let parts: Vec<&str> = [&texts.summary, &texts.description, &texts.runbook]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        if parts.is_empty() {
            continue;
        }
        let line = format!(
            "\nFor {}: {}\n",
            markdown::text(&named(&texts.services)),
            markdown::text(&parts.join(" "))
        );
        if !said.contains(&line) {
            out.push_str(&line);
            said.push(line);
        }
    }
    if let Some(runbook) = rules.iter().find_map(|rule| rule.runbook.as_ref()) {
        out.push_str(&format!("\nMore: {}\n", markdown::text(runbook)));
    }
}

fn named(services: &[String]) -> String {
    match services.len() {
        0 => "–".into(),
        count if count > NAMED => format!("{count} services"),
        _ => services.join(", "),
    }
}

/// Whole minutes above two: a promise, not a measurement.
fn rounded(duration: Duration) -> String {
    let seconds = duration.milliseconds.div_ceil(1000);
    if seconds <= 120 {
        return format!("{seconds}s");
    }
    print_duration(Duration::seconds(seconds.div_ceil(60) * 60))
}

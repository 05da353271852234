//! The page of a service of the file: what it is, how it is reached, each signal with its limits and where they were said.

use crate::catalog::{Catalog, Severity};
use crate::command::Project;
use crate::command::spoken::limit_of;
use crate::model::{AlertingRule, Branch, Condition, ContainerMatch, Service, Stack};
use crate::source::Sources;

use super::Page;

/// By name.
pub fn page(name: &str, stack: &Stack, project: &Project, sources: &Sources) -> Option<Page> {
    let service = stack.service(name).filter(|service| !service.own)?;
    let kind = Catalog::built_in().kinds.get(&service.kind)?;
    let mut page = Page::new(&format!("{name}: {}", kind.title));
    page.paragraph(&format!(
        "A service of the file ({}).",
        project.line_of(&service.path, sources)
    ));
    page.facts(facts(service, stack));
    page.heading("How it is reached");
    let rows: Vec<Vec<String>> = stack
        .jobs
        .iter()
        .flat_map(|job| job.targets.iter().map(move |target| (job, target)))
        .filter(|(_, target)| target.service == name)
        .map(|(job, target)| {
            let asked = target.labels.get("__param_target").cloned();
            let path = target.labels.get("__metrics_path__");
            vec![
                job.name.clone(),
                asked.unwrap_or_else(|| target.addresses.join(", ")),
                path.unwrap_or(&job.metrics_path).clone(),
                job.interval.to_string(),
            ]
        })
        .collect();
    page.table(&["job", "address", "path", "every"], &rows);
    page.heading("Signals");
    page.paragraph("Signals without a severity are drawn, and nobody is told.");
    let own: Vec<&crate::model::Signal> = stack
        .kinds
        .iter()
        .flat_map(|kind| &kind.signals)
        .filter(|signal| signal.services.iter().any(|of| of == name))
        .collect();
    let mut rows = Vec::new();
    for signal in own {
        let before = rows.len();
        for (rule, branch) in limits(stack, &signal.name, name) {
            rows.push(row(rule, branch, name, project, sources));
        }
        if rows.len() == before {
            let mut row = vec![String::new(); 6];
            row[0].clone_from(&signal.name);
            rows.push(row);
        }
    }
    for rule in alerts(stack).filter(|rule| matches!(rule.condition, Condition::Expression(_))) {
        if rule.services.iter().any(|of| of == name) {
            rows.push(standing(rule, name, project, sources));
        }
    }
    page.table(
        &["signal", "severity", "when", "for", "alert", "said in"],
        &rows,
    );
    Some(page)
}

fn facts(service: &Service, stack: &Stack) -> Vec<(&'static str, String)> {
    let container = match &service.container {
        Some(ContainerMatch::Name(name)) => name.clone(),
        Some(ContainerMatch::Pattern(pattern)) => format!("those that match {pattern}"),
        Some(ContainerMatch::Rest) => "all that no other service takes".to_owned(),
        None => String::new(),
    };
    let exporters: Vec<&str> = stack
        .exporters
        .iter()
        .filter(|exporter| exporter.service == service.name)
        .map(|exporter| exporter.name.as_str())
        .collect();
    let labels: Vec<String> = service
        .identity()
        .into_iter()
        .map(|(label, value)| format!("{label}={value}"))
        .collect();
    vec![
        ("kind", service.kind.clone()),
        ("dialect", service.dialect.clone().unwrap_or_default()),
        ("address", service.addresses.join(", ")),
        ("container", container),
        ("probes", service.probes.join(", ")),
        ("exporter that monc adds", exporters.join(", ")),
        ("needs", service.depends_on.join(", ")),
        ("labels", labels.join(", ")),
    ]
}

fn alerts(stack: &Stack) -> impl Iterator<Item = &AlertingRule> {
    stack.groups.iter().flat_map(|group| &group.alerts)
}

/// The limits of one service for a signal, worst first.
fn limits<'s>(
    stack: &'s Stack,
    signal: &str,
    service: &str,
) -> Vec<(&'s AlertingRule, &'s Branch)> {
    let mut out: Vec<(&AlertingRule, &Branch)> = alerts(stack)
        .filter(|rule| rule.signal == signal)
        .filter_map(|rule| match &rule.condition {
            Condition::Threshold { branches, .. } => Some((rule, branches)),
            Condition::Expression(_) => None,
        })
        .flat_map(|(rule, branches)| branches.iter().map(move |branch| (rule, branch)))
        .filter(|(_, branch)| branch.names.iter().any(|name| name == service))
        .collect();
    out.sort_by_key(|(rule, _)| std::cmp::Reverse(rule.severity));
    out
}

fn row(
    rule: &AlertingRule,
    branch: &Branch,
    service: &str,
    project: &Project,
    sources: &Sources,
) -> Vec<String> {
    vec![
        rule.signal.clone(),
        severity(rule),
        rule.condition.shown(branch),
        rule.wait.to_string(),
        rule.alert.clone(),
        said_in(rule, service, project, sources),
    ]
}

fn standing(
    rule: &AlertingRule,
    service: &str,
    project: &Project,
    sources: &Sources,
) -> Vec<String> {
    let own = rule.unit.is_none() && !rule.path.is_root();
    vec![
        rule.signal.clone(),
        severity(rule),
        if own {
            "its condition holds"
        } else {
            "it is so"
        }
        .to_owned(),
        rule.wait.to_string(),
        rule.alert.clone(),
        if own {
            project.line_of(&rule.path, sources)
        } else {
            said_in(rule, service, project, sources)
        },
    ]
}

fn severity(rule: &AlertingRule) -> String {
    rule.severity.map_or("none", Severity::name).to_owned()
}

fn said_in(rule: &AlertingRule, service: &str, project: &Project, sources: &Sources) -> String {
    match limit_of(project, service, rule) {
        Some(at) => project.line_at(at, sources),
        None => "default".to_owned(),
    }
}

/// One row for each severity of a signal: severity, when, for, alert, said in.
pub fn limits_of(
    service: &str,
    signal: &str,
    stack: &Stack,
    project: &Project,
    sources: &Sources,
) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = limits(stack, signal, service)
        .into_iter()
        .map(|(rule, branch)| row(rule, branch, service, project, sources))
        .collect();
    let standing = alerts(stack).filter(|rule| {
        rule.signal == signal
            && matches!(rule.condition, Condition::Expression(_))
            && rule.services.iter().any(|of| of == service)
    });
    rows.extend(standing.map(|rule| self::standing(rule, service, project, sources)));
    for row in &mut rows {
        row.remove(0);
    }
    rows
}

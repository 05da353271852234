//! `[alerts]`: any condition at all.

use crate::catalog::Severity;
use crate::config::value::Duration;
use crate::diagnostic::{Diagnostic, Path, Place, nearest};
use crate::model::{AlertExample, AlertingRule, Condition, Deferred, names};
use crate::promql;

use super::examples;
use super::scope::{Scope, enabled};

pub fn resolve(scope: &mut Scope<'_>) {
    let config = scope.config;
    let mut rules = Vec::new();
    for (name, written) in config
        .alerts
        .iter()
        .filter(|(_, alert)| enabled(alert.enabled))
    {
        let path = Path::of(&["alerts", name]);
        let Some(expr) = &written.expr else {
            scope.report(
                Diagnostic::error(
                    "alert/no-condition",
                    format!("alert `{name}` has no `expr`"),
                )
                .at(Place::Key(path), "`expr` is missing here")
                .help("add the condition: `expr = \"… > …\"`"),
            );
            continue;
        };
        let parsed = match promql::parse(expr) {
            Ok(parsed) => parsed,
            Err(error) => {
                scope.report(super::syntax::finding(
                    format!("the expression of alert `{name}` does not parse"),
                    path.key("expr"),
                    expr,
                    error,
                ));
                continue;
            }
        };
        let mut labels = written.labels.clone();
        if let Some(service) = &written.service {
            match scope.stack.service(service) {
                Some(known) => {
                    labels.extend(known.identity());
                    labels.insert("service".into(), service.clone());
                }
                None if config.services.contains_key(service) => {}
                None => {
                    let near = nearest(service, config.services.keys().map(String::as_str));
                    scope.report(
                        Diagnostic::error(
                            "service/unknown",
                            format!("there is no service `{service}`"),
                        )
                        .at(
                            Place::Value(path.key("service")),
                            "not a service of this file",
                        )
                        .meant(
                            near,
                            "name a service of this file, or take it out".to_owned(),
                        ),
                    );
                }
            }
        }
        let foreign = promql::metrics(&parsed)
            .iter()
            .any(|metric| metric.starts_with("service:"));
        let (series_labels, any_label) = series_labels(scope, &parsed);
        let kind = written
            .service
            .as_deref()
            .and_then(|name| scope.stack.service(name))
            .map(|service| service.kind.clone());
        if let Some(example) = &written.example {
            let series = examples::written(scope, &path.key("example"), &example.input);
            scope.stack.alert_examples.insert(
                name.clone(),
                AlertExample {
                    series,
                    fires: example.fires.unwrap_or(true),
                    labels: example.labels.clone(),
                },
            );
        }
        rules.push(AlertingRule {
            alert: name.clone(),
            signal: snake(name),
            severity: Some(written.severity.unwrap_or(Severity::Warning)),
            hold: None,
            wait: written.r#for.unwrap_or(Duration::default()),
            keep_firing_for: written.keep_firing_for,
            condition: Condition::Expression(Deferred::new(move || promql::print(&parsed))),
            meaning: None,
            labels,
            series_labels,
            any_label,
            services: written.service.iter().cloned().collect(),
            kind: kind.unwrap_or_default(),
            unit: None,
            title: name.clone(),
            summary: written.summary.clone().unwrap_or_else(|| name.clone()),
            means: written.description.clone().unwrap_or_default(),
            first: String::new(),
            runbook: written.runbook.clone(),
            annotations: written.annotations.clone(),
            texts: Vec::new(),
            foreign_groups: u32::from(foreign),
            window: longest_range(expr),
            path,
        });
    }
    if let Some(group) = scope
        .stack
        .groups
        .iter_mut()
        .find(|group| group.name == names::OWN_GROUP)
    {
        group.alerts.extend(rules);
    }
    scope
        .stack
        .groups
        .retain(|group| !group.recordings.is_empty() || !group.alerts.is_empty());
}

/// Labels that the series of an expression carry, and whether there may be any other. Where the expression does not say it
/// itself, but reads nothing but records of ours, it is what those keep.
fn series_labels(scope: &Scope<'_>, expression: &promql::Expr) -> (Vec<String>, bool) {
    if let Some(labels) = promql::labels(expression) {
        return (labels.into_iter().collect(), false);
    }
    let mut labels = vec!["service".to_owned()];
    labels.extend(scope.stack.identity_labels.iter().cloned());
    labels.push("instance".into());
    let metrics = promql::metrics(expression);
    let signals = scope.stack.kinds.iter().flat_map(|kind| &kind.signals);
    for signal in signals.filter(|signal| metrics.contains(&signal.record)) {
        for label in &signal.keeps {
            if !labels.contains(label) {
                labels.push(label.clone());
            }
        }
    }
    let ours = metrics.iter().all(|metric| metric.starts_with("service:"));
    (labels, !ours)
}

/// `CheckoutSlow` → `checkout_slow`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// The longest range that the text of an expression asks for.
fn longest_range(expr: &str) -> Duration {
    expr.split('[')
        .skip(1)
        .filter_map(|rest| rest.split([']', ':']).next())
        .filter_map(|text| crate::config::value::parse_duration(text.trim()))
        .max()
        .unwrap_or_default()
}

//! Name, environment, labels, intervals, retention: what holds for the whole stack.

use std::collections::BTreeSet;

use crate::config::value::Duration;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::model::{TakenFile, Version};

use super::DEFAULT_NAME;
use super::files::base_name;
use super::scope::{Scope, enabled};

/// Prometheus' own default.
const DEFAULT_RETENTION: Duration = Duration::seconds(15 * 86_400);
const DEFAULT_INTERVAL: Duration = Duration::seconds(15);
const LONGEST_TIMEOUT: Duration = Duration::seconds(10);

pub fn resolve(scope: &mut Scope<'_>) {
    let config = scope.config;
    let stack = &mut scope.stack;
    stack.source.clone_from(&scope.inputs.source);
    stack.overlaid.clone_from(&scope.inputs.environment);
    stack.name = config
        .stack
        .name
        .clone()
        .unwrap_or_else(|| DEFAULT_NAME.into());
    stack.environment.clone_from(&config.stack.environment);
    stack.external_labels.clone_from(&config.stack.labels);
    stack
        .external_labels
        .insert("stack".into(), stack.name.clone());
    if let Some(environment) = &stack.environment {
        stack
            .external_labels
            .insert("environment".into(), environment.clone());
    }
    stack.scrape_interval = config
        .prometheus
        .scrape_interval
        .unwrap_or(DEFAULT_INTERVAL);
    stack.scrape_timeout = stack.scrape_interval.min(LONGEST_TIMEOUT);
    stack.evaluation_interval = config
        .prometheus
        .evaluation_interval
        .unwrap_or(stack.scrape_interval);
    let (time, size) = config
        .retention
        .metrics
        .as_ref()
        .map_or((None, None), |limits| limits.limits());
    stack.retention_time = time.or_else(|| size.is_none().then_some(DEFAULT_RETENTION));
    stack.retention_size = size;
    stack.networks.clone_from(&config.compose.networks);
    stack.profiles.clone_from(&config.compose.profiles);
    stack.overlays.clone_from(&config.compose.services);
    scope.stack.identity_labels = labels(scope);
    images(scope);
    taken(scope);
}

/// `kind`, then `team` and `host` if some service has them, then own labels by name.
fn labels(scope: &Scope<'_>) -> Vec<String> {
    let services = || {
        scope
            .config
            .services
            .values()
            .filter(|service| enabled(service.enabled))
    };
    let mut labels = vec!["kind".to_owned()];
    if services().any(|service| service.team.is_some()) {
        labels.push("team".into());
    }
    let host = |kind: &Option<String>| kind.as_deref().is_some_and(|kind| kind == "host");
    if services().any(|service| service.runs_on.is_some() || host(&service.kind)) {
        labels.push("host".into());
    }
    let own: BTreeSet<&String> = services()
        .flat_map(|service| service.labels.keys())
        .collect();
    labels.extend(own.into_iter().cloned());
    labels
}

fn images(scope: &mut Scope<'_>) {
    for (name, component) in &scope.catalog.components {
        let image = format!("{}:{}", component.image, component.tag);
        scope.stack.images.insert(name.clone(), image);
    }
    for (name, image) in &scope.config.images {
        scope
            .stack
            .images
            .insert(component_of(name).to_owned(), image.clone());
    }
    for (name, image) in &scope.stack.images {
        let tag = image
            .rsplit('/')
            .next()
            .and_then(|last| last.split_once(':'))
            .map(|(_, tag)| tag);
        if let Some(version) = tag.and_then(Version::of_tag) {
            scope.stack.versions.insert(name.clone(), version);
        }
    }
    for (name, component) in &scope.catalog.components {
        let oldest = component.oldest.as_deref().and_then(Version::of_tag);
        if let (Some(oldest), Some(version)) = (oldest, scope.stack.versions.get(name))
            && *version < oldest
        {
            scope.findings.push(
                Diagnostic::error(
                    "image/too-old",
                    format!(
                        "{} {version} is too old for what monc writes",
                        component.title
                    ),
                )
                .at(
                    Place::Value(Path::of(&["images", container_of(name)])),
                    format!("at least {oldest} is needed"),
                )
                .help(format!(
                    "write \"{}:{}\", or leave it out",
                    component.image, component.tag
                )),
            );
        }
    }
}

/// `[images]` is keyed by container; shared containers have shorter names than their components.
pub fn component_of(container: &str) -> &str {
    match container {
        "node" => "node_exporter",
        "blackbox" => "blackbox_exporter",
        "stack-proxy" => "caddy",
        other => other,
    }
}

/// The container of a shared component.
pub fn container_of(component: &str) -> &str {
    match component {
        "node_exporter" => "node",
        "blackbox_exporter" => "blackbox",
        "caddy" => "stack-proxy",
        other => other,
    }
}

fn taken(scope: &mut Scope<'_>) {
    let file = |to: String, input: &super::TakenInput| TakenFile {
        path: input.path.clone(),
        to,
        text: input.text.clone(),
        folder: None,
    };
    scope.stack.rule_files = scope
        .inputs
        .rules
        .iter()
        .map(|input| {
            file(
                format!("prometheus/rules/{}", base_name(&input.path)),
                input,
            )
        })
        .collect();
    scope.stack.messages = scope
        .inputs
        .messages
        .iter()
        .map(|input| {
            file(
                format!("alertmanager/templates/{}", base_name(&input.path)),
                input,
            )
        })
        .collect();
}

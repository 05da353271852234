//! cAdvisor's series are given to services by container name; the rest is dropped.

use std::collections::{BTreeMap, BTreeSet};

use crate::escape;
use crate::model::{ContainerMatch, Relabel, Service, Stack};

const COMPOSE_SERVICE: &str = "container_label_com_docker_compose_service";
/// Series of containers whose second label is empty; the machine's own (`machine_cpu_cores`) have no name and stay.
const NAMELESS: &str = "container_.+;";
const CHOSEN: &str = "__tmp_service";

/// `metric_relabel_configs` of the cAdvisor job whose own service is `fallback`.
pub fn relabels(stack: &Stack, fallback: &str) -> Vec<Relabel> {
    let mut out = vec![Relabel {
        source_labels: vec!["__name__".into(), "name".into()],
        regex: Some(NAMELESS.into()),
        action: Some("drop".into()),
        ..Relabel::default()
    }];
    let with = |wanted: fn(&ContainerMatch) -> bool| {
        stack.services.iter().filter_map(move |service| {
            Some((service, service.container.as_ref().filter(|m| wanted(m))?))
        })
    };
    let named: Vec<(&Service, &str)> = with(|m| matches!(m, ContainerMatch::Name(_)))
        .filter_map(|(service, m)| match m {
            ContainerMatch::Name(name) => Some((service, name.as_str())),
            _ => None,
        })
        .collect();
    let same: Vec<&str> = named
        .iter()
        .filter(|(s, name)| s.name == *name)
        .map(|(_, name)| *name)
        .collect();
    if !same.is_empty() {
        let names = escape::promql::alternation(same.iter().copied());
        out.push(choose(COMPOSE_SERVICE, &format!(";({names})"), "$1"));
        out.push(choose("name", &format!(";({names})(?:-\\d+)?"), "$1"));
    }
    for (service, name) in named.iter().filter(|(service, name)| service.name != *name) {
        let name = escape::relabel::regex(name);
        let to = escape::relabel::replacement(&service.name);
        out.push(choose(COMPOSE_SERVICE, &format!(";{name}"), &to));
        out.push(choose("name", &format!(";{name}(?:-\\d+)?"), &to));
    }
    for (service, m) in with(|m| matches!(m, ContainerMatch::Pattern(_))) {
        if let ContainerMatch::Pattern(pattern) = m {
            let to = escape::relabel::replacement(&service.name);
            out.push(choose("name", &format!(";(?:{pattern})"), &to));
        }
    }
    let rest = stack
        .services
        .iter()
        .find(|service| service.container == Some(ContainerMatch::Rest))
        .map(|service| service.name.as_str());
    match rest {
        Some(rest) => out.push(set(CHOSEN, CHOSEN, "", &escape::relabel::replacement(rest))),
        None => out.push(Relabel {
            source_labels: vec!["__name__".into(), CHOSEN.into()],
            regex: Some(NAMELESS.into()),
            action: Some("drop".into()),
            ..Relabel::default()
        }),
    }
    out.push(set(CHOSEN, "service", "(.+)", "$1"));
    out.extend(identity(stack, fallback));
    out.push(set("name", "instance", "(.+)", "$1"));
    out.push(Relabel {
        regex: Some(format!("container_label_.+|id|image|name|{CHOSEN}")),
        action: Some("labeldrop".into()),
        ..Relabel::default()
    });
    out
}

/// Sets the chosen service where none is chosen yet.
fn choose(label: &str, regex: &str, to: &str) -> Relabel {
    Relabel {
        source_labels: vec![CHOSEN.into(), label.into()],
        regex: Some(regex.into()),
        target_label: Some(CHOSEN.into()),
        replacement: Some(to.into()),
        action: None,
    }
}

fn set(source: &str, target: &str, regex: &str, replacement: &str) -> Relabel {
    Relabel {
        source_labels: vec![source.into()],
        regex: Some(regex.into()),
        target_label: Some(target.into()),
        replacement: Some(replacement.into()),
        action: None,
    }
}

/// Identity labels follow the service: one entry per label and value, whatever the number of services.
fn identity(stack: &Stack, fallback: &str) -> Vec<Relabel> {
    let owners: Vec<&Service> = stack
        .services
        .iter()
        .filter(|service| service.container.is_some())
        .collect();
    let mut out = Vec::new();
    for label in &stack.identity_labels {
        let mut by_value: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for service in &owners {
            let value = service.identity().remove(label).unwrap_or_default();
            by_value.entry(value).or_default().insert(&service.name);
        }
        let default = stack
            .service(fallback)
            .and_then(|service| service.identity().remove(label))
            .unwrap_or_default();
        for (value, services) in by_value.into_iter().filter(|(value, _)| *value != default) {
            let names = escape::promql::alternation(services);
            out.push(set(
                "service",
                label,
                &names,
                &escape::relabel::replacement(&value),
            ));
        }
    }
    out
}

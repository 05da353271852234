//! Services: new, gone, or reached and labelled in another way.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ContainerMatch, JobShape, Service, Stack};

use super::change::{Change, Topic, What};

pub fn changes(old: &Stack, new: &Stack) -> Vec<Change> {
    let (before, after) = (services(old), services(new));
    let mut out = Vec::new();
    for (name, service) in &before {
        if !after.contains_key(name) {
            out.push(Change {
                topic: Topic::Watched,
                what: What::Removed,
                subject: (*name).to_owned(),
                was: Some(service.kind.clone()),
                is: None,
                of: vec![(*name).to_owned()],
                text: format!("{name} is no longer watched"),
            });
        }
    }
    for (name, service) in &after {
        let Some(known) = before.get(name) else {
            let address = service.addresses.join(", ");
            let reached = if address.is_empty() {
                service.kind.clone()
            } else {
                format!("{}, {address}", service.kind)
            };
            out.push(Change {
                topic: Topic::Watched,
                what: What::Added,
                subject: (*name).to_owned(),
                was: None,
                is: Some(service.kind.clone()),
                of: vec![(*name).to_owned()],
                text: format!("{name} is watched now ({reached})"),
            });
            continue;
        };
        let of = [(*name).to_owned()];
        let (was, is) = (facts(old, known, new), facts(new, service, new));
        for (fact, was) in was {
            let is = is.get(fact).cloned().unwrap_or_default();
            out.extend(other_fact(fact, was, is, &of));
        }
    }
    out
}

fn services(stack: &Stack) -> BTreeMap<&str, &Service> {
    let own = |service: &&Service| !service.own;
    let services = stack.services.iter().filter(own);
    services.map(|one| (one.name.as_str(), one)).collect()
}

fn other_fact(fact: &str, was: String, is: String, of: &[String]) -> Option<Change> {
    let shown = |text: &str| {
        if text.is_empty() {
            "nothing".to_owned()
        } else {
            text.to_owned()
        }
    };
    let (from, to) = (shown(&was), shown(&is));
    (was != is).then(|| Change {
        topic: Topic::Watched,
        what: What::Changed,
        subject: fact.to_owned(),
        text: format!("{}: {fact} {from} → {to}", of.join(", ")),
        was: (!was.is_empty()).then_some(was),
        is: (!is.is_empty()).then_some(is),
        of: of.to_vec(),
    })
}

/// `new`: what is gone there is said once.
fn facts(stack: &Stack, service: &Service, new: &Stack) -> BTreeMap<&'static str, String> {
    let container = match &service.container {
        Some(ContainerMatch::Name(name)) => name.clone(),
        Some(ContainerMatch::Pattern(pattern)) => format!("=~{pattern}"),
        Some(ContainerMatch::Rest) => "all the rest".to_owned(),
        None => String::new(),
    };
    let labels: Vec<String> = service
        .labels
        .iter()
        .map(|(label, value)| format!("{label}={value}"))
        .collect();
    let depends = service.depends_on.iter().map(String::as_str);
    let depends: Vec<&str> = depends.filter(|on| new.service(on).is_some()).collect();
    // What Prometheus asks, whatever the file calls it.
    let asked: BTreeSet<String> = stack
        .jobs
        .iter()
        .flat_map(|job| job.targets.iter().map(move |target| (job, target)))
        .filter(|(_, target)| target.service == service.name)
        .map(|(job, target)| {
            let probed = target.labels.get("__param_target");
            let what = probed
                .cloned()
                .unwrap_or_else(|| target.addresses.join(", "));
            let path = target
                .labels
                .get("__metrics_path__")
                .unwrap_or(&job.metrics_path);
            // The path of a probe is that of the exporter which asks, not of what is asked.
            let through = probed.is_some() || job.shape == JobShape::Probe;
            let path = if through { "" } else { path };
            format!("{what}{path} every {}", job.interval)
        })
        .collect();
    BTreeMap::from([
        ("kind", service.kind.clone()),
        ("dialect", service.dialect.clone().unwrap_or_default()),
        ("address", service.addresses.join(", ")),
        (
            "asked",
            asked.into_iter().collect::<Vec<String>>().join("; "),
        ),
        ("team", service.team.clone().unwrap_or_default()),
        ("host", service.host.clone().unwrap_or_default()),
        ("container", container),
        ("labels", labels.join(", ")),
        ("depends on", depends.join(", ")),
    ])
}

//! `facts/monc.prom`: what the file says, as metrics that Prometheus serves itself. A list that does not depend on scraping
//! any service: what vanishes, or never appeared, is known from it.

use std::collections::BTreeMap;

use crate::model::{ContainerMatch, Service, Slo, Stack, names};

/// The page, in the text format.
pub fn text(stack: &Stack) -> String {
    let mut out = String::new();
    family(
        &mut out,
        names::SERVICE,
        "Services of the file, and the stack's own parts.",
    );
    for service in &stack.services {
        let mut labels = service.identity();
        labels.insert("service".into(), service.name.clone());
        sample(&mut out, names::SERVICE, &labels);
    }
    if stack
        .services
        .iter()
        .any(|service| !service.depends_on.is_empty())
    {
        family(
            &mut out,
            names::DEPENDS_ON,
            "Service depends on another: label on.",
        );
        for service in &stack.services {
            for on in &service.depends_on {
                let labels = BTreeMap::from([
                    ("service".to_owned(), service.name.clone()),
                    ("on".to_owned(), on.clone()),
                ]);
                sample(&mut out, names::DEPENDS_ON, &labels);
            }
        }
    }
    let known: Vec<_> = stack
        .services
        .iter()
        .filter(|service| matches!(service.container, Some(ContainerMatch::Name(_))))
        .collect();
    if !known.is_empty() {
        family(
            &mut out,
            names::CONTAINER,
            "Services whose container is known by name.",
        );
        for service in known {
            let mut labels = service.identity();
            labels.insert("service".into(), service.name.clone());
            sample(&mut out, names::CONTAINER, &labels);
        }
    }
    for (fact, help, value) in SLO_FACTS {
        if stack.slos.is_empty() {
            break;
        }
        family(&mut out, fact, help);
        for slo in &stack.slos {
            let mut labels = stack
                .service(&slo.service)
                .map_or_else(BTreeMap::new, Service::identity);
            labels.insert("service".into(), slo.service.clone());
            labels.insert("slo".into(), slo.name.clone());
            labels.insert("window".into(), slo.window.to_string());
            valued(&mut out, fact, &labels, value(slo));
        }
    }
    out
}

/// Facts of an objective: name, help, value.
type SloFact = (&'static str, &'static str, fn(&Slo) -> f64);
const SLO_FACTS: [SloFact; 2] = [
    (names::SLO, "Objective: the share of good events.", |slo| {
        slo.objective
    }),
    (
        names::SLO_MIN_EVENTS,
        "Bad events in the long window below which nobody is paged.",
        |slo| f64::from(slo.min_events),
    ),
];

fn family(out: &mut String, name: &str, help: &str) {
    out.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
}

fn sample(out: &mut String, name: &str, labels: &BTreeMap<String, String>) {
    valued(out, name, labels, 1.0);
}

fn valued(out: &mut String, name: &str, labels: &BTreeMap<String, String>, value: f64) {
    let inside: Vec<String> = labels
        .iter()
        .map(|(label, value)| format!("{label}=\"{}\"", escaped(value)))
        .collect();
    out.push_str(&format!("{name}{{{}}} {value}\n", inside.join(",")));
}

/// Label values of the text format: backslash, quote and newline are escaped, nothing else.
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

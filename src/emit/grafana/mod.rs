//! Grafana: data sources, folders, dashboards. The pages are generated from the catalog's `panel` blocks.

mod board;
mod colours;
mod expressions;
mod page;
mod pages;
mod panel;
mod provisioning;
mod signal_panels;
mod table;
mod units;

use crate::model::{Stack, names};

use super::files::Files;
use super::json;

/// All files of Grafana but the people (`access`).
pub fn emit(stack: &Stack) -> Files {
    let mut files = Files::new();
    files.insert(
        "grafana/provisioning/datasources/datasources.yaml",
        provisioning::data_sources(stack),
    );
    files.insert(
        "grafana/provisioning/dashboards/dashboards.yaml",
        provisioning::dashboards(stack),
    );
    let mut add = |name: &str, page: serde_json::Value| {
        files.insert(
            format!("grafana/dashboards/monc/{name}.json"),
            json::to_string(&page),
        );
    };
    add("overview", pages::overview::page(stack));
    add("alerts", pages::alerts::page(stack));
    add("stack", pages::stack::page(stack));
    if !stack.slos.is_empty() {
        add("slo", pages::slo::page(stack));
    }
    for kind in stack
        .kinds
        .iter()
        .filter(|kind| kind.label != names::STACK_KIND && !kind.signals.is_empty())
    {
        add(&kind.name, pages::kind::page(stack, kind));
    }
    for taken in &stack.grafana.dashboards {
        files.insert(taken.to.clone(), taken.text.clone());
    }
    files
}

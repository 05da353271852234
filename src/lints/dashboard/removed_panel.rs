//! Panels that Grafana does not have any more.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::at;

/// What is gone, and what took its place. Source: Grafana's `public/app/features/dashboard/state/getPanelPluginToMigrateTo.ts`.
const REMOVED: [(&str, &str); 7] = [
    ("graph", "timeseries"),
    ("singlestat", "stat"),
    ("grafana-singlestat-panel", "stat"),
    ("table-old", "table"),
    ("grafana-piechart-panel", "piechart"),
    ("grafana-worldmap-panel", "geomap"),
    ("heatmap-new", "heatmap"),
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        for panel in board.panels() {
            let Some((old, new)) = REMOVED.iter().find(|(old, _)| *old == panel.kind) else {
                continue;
            };
            let Some(kind) = panel.node.get("type") else {
                continue;
            };
            out.push(
                Diagnostic::warning(
                    "dashboard/removed-panel",
                    format!("Grafana has no panel `{old}` any more"),
                )
                .at(at(kind), format!("`{new}` took its place"))
                .help("open the dashboard in Grafana, which turns it into the new one, and export it again"),
            );
        }
    }
}

//! A panel that asks nothing.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::at;
use super::board::items;

const KINDS: [&str; 9] = [
    "timeseries",
    "stat",
    "gauge",
    "bargauge",
    "table",
    "heatmap",
    "piechart",
    "barchart",
    "state-timeline",
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        for panel in board
            .panels()
            .iter()
            .filter(|panel| KINDS.contains(&panel.kind))
        {
            // A library panel has its queries elsewhere.
            if !items(panel.node, "targets").is_empty() || panel.node.get("libraryPanel").is_some()
            {
                continue;
            }
            out.push(
                Diagnostic::advice("dashboard/no-query", "a panel asks nothing")
                    .at(at(panel.place()), "it will always be empty")
                    .help("add a query, or take the panel out"),
            );
        }
    }
}

//! Numbers without a unit.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};
use crate::source::Node;

use super::at;
use super::board::items;

const KINDS: [&str; 4] = ["timeseries", "stat", "gauge", "bargauge"];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        for panel in board
            .panels()
            .iter()
            .filter(|panel| KINDS.contains(&panel.kind))
        {
            let config = panel.node.get("fieldConfig");
            let defaults = config.and_then(|config| config.get("defaults"));
            let unit = defaults.and_then(|defaults| defaults.get("unit"));
            let overridden = config.is_some_and(|config| !items(config, "overrides").is_empty());
            let mapped = defaults.is_some_and(|defaults| !items(defaults, "mappings").is_empty());
            let asks = items(panel.node, "targets")
                .iter()
                .any(|target| target.get("expr").is_some());
            if unit.and_then(Node::string).is_some() || overridden || mapped || !asks {
                continue;
            }
            out.push(
                Diagnostic::advice("dashboard/no-unit", "a panel shows numbers without a unit")
                    .at(at(panel.place()), "seconds, bytes, requests?")
                    .help("choose one in the options of the panel; for plain numbers: `short`"),
            );
        }
    }
}

//! Plugins that were written for a framework which Grafana removed.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::at;

/// Written for AngularJS, which Grafana 12 has not got any more, and never ported. Source: Grafana's list of deprecated Angular plugins.
const ANGULAR: [&str; 16] = [
    "bessler-pictureit-panel",
    "blackmirror1-singlestat-math-panel",
    "blackmirror1-statusbygroup-panel",
    "btplc-alarm-box-panel",
    "btplc-peak-report-panel",
    "btplc-status-dot-panel",
    "btplc-trend-box-panel",
    "digiapulssi-breadcrumb-panel",
    "digiapulssi-organisations-panel",
    "mtanda-heatmap-epoch-panel",
    "mtanda-histogram-panel",
    "natel-discrete-panel",
    "petrslavotinek-carpetplot-panel",
    "savantly-heatmap-panel",
    "snuids-trafficlights-panel",
    "vonage-status-panel",
];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        for panel in board
            .panels()
            .iter()
            .filter(|panel| ANGULAR.contains(&panel.kind))
        {
            let Some(kind) = panel.node.get("type") else {
                continue;
            };
            out.push(
                Diagnostic::warning(
                    "dashboard/angular",
                    format!(
                        "the plugin `{}` does not run in Grafana any more",
                        panel.kind
                    ),
                )
                .at(at(kind), "written for AngularJS, which Grafana 12 removed")
                .help(
                    "use a panel that Grafana brings along: state timeline, stat, status history",
                ),
            );
        }
    }
}

//! A dashboard or a panel without a title.

use crate::diagnostic::{Diagnostic, Place, Span};
use crate::lints::context::{Context, Findings};
use crate::source::Node;

use super::at;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        let Some(root) = board.root() else { continue };
        let titled = |node: &Node| {
            node.get("title")
                .and_then(Node::string)
                .is_some_and(|title| !title.trim().is_empty())
        };
        if !titled(root) {
            let start = Span {
                file: board.file,
                ..Span::default()
            };
            out.push(
                Diagnostic::error(
                    "dashboard/no-title",
                    format!("`{}` has no title", board.path),
                )
                .at(
                    Place::At(start),
                    "Grafana does not take a dashboard without one",
                )
                .help("write `\"title\"`"),
            );
        }
        for panel in board.panels() {
            if titled(panel.node) || ["row", "text"].contains(&panel.kind) {
                continue;
            }
            let place = panel.node.get("type").unwrap_or(panel.node);
            out.push(
                Diagnostic::advice("dashboard/no-title", "a panel has no title")
                    .at(at(place), "nobody knows what it shows")
                    .help("write `\"title\"`"),
            );
        }
    }
}

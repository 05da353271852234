//! A file that Grafana cannot read at all.

use crate::diagnostic::{Diagnostic, Place, Span};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        let (title, at, why) = match &board.root {
            Err(wrong) => (format!("`{}` is no JSON", board.path), wrong.at, wrong.why),
            Ok(root) if root.table().is_none() => (
                format!("`{}` is no dashboard", board.path),
                0,
                "expected an object: `{`",
            ),
            Ok(_) => continue,
        };
        let span = Span {
            file: board.file,
            start: at,
            end: at,
        };
        out.push(
            Diagnostic::error("dashboard/not-json", title)
                .at(Place::At(span), why)
                .help("export the dashboard anew: Share, Export, Save to file"),
        );
    }
}

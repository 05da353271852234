//! A data source by its name.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings};

use super::at;
use super::unknown_source::{Known, known};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        for source in board.sources() {
            let Some(name) = source.string() else {
                continue;
            };
            let Known::Named(uid) = known(context, board, name) else {
                continue;
            };
            out.push(
                Diagnostic::warning(
                    "dashboard/source-by-name",
                    format!("the data source `{name}` is meant by its name"),
                )
                .at(at(source), "expected an object with `type` and `uid`")
                .help(format!("write {{ \"type\": …, \"uid\": \"{uid}\" }}")),
            );
        }
    }
}

//! Inputs that only an import by hand fills.

use crate::diagnostic::{Diagnostic, Place};
use crate::lints::context::{Context, Findings};
use crate::model::names;

use super::at;
use super::board::items;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        let Some(root) = board.root() else { continue };
        let entry = root.table().and_then(|table| table.get("__inputs"));
        let asked = !items(root, "__inputs").is_empty();
        let place = match entry.filter(|_| asked) {
            Some(entry) => Place::At(entry.key_span),
            // The variable of an input is left where the list was taken out.
            None => {
                let left = board.sources().into_iter().find(|source| {
                    let uid = source.get("uid").unwrap_or(source);
                    let text = uid.string().unwrap_or_default();
                    text.starts_with("${DS_") || text.starts_with("$DS_")
                });
                let Some(left) = left else { continue };
                let declared = board
                    .variables()
                    .iter()
                    .any(|(_, name)| name.starts_with("DS_"));
                if declared {
                    continue;
                }
                at(left)
            }
        };
        out.push(
            Diagnostic::warning(
                "dashboard/input-left",
                format!("`{}` waits for inputs that nobody gives", board.path),
            )
            .at(
                place,
                "filled when a person imports it, not when it is provisioned",
            )
            .help(format!(
                "take `__inputs` out, and write the uid \"{}\" for each `${{DS_…}}`",
                names::PROMETHEUS_UID
            )),
        );
    }
}

//! The uid of a dashboard: missing, refused by Grafana, or there twice.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place, Span};
use crate::lints::context::{Context, Findings};
use crate::model::names;
use crate::source::Node;

use super::at;

/// Source: Grafana, `pkg/util/shortid_generator.go`.
const LONGEST: usize = 40;

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let ours = [
        names::OVERVIEW_UID,
        names::ALERTS_UID,
        names::STACK_UID,
        names::SLO_UID,
    ];
    let mut seen: BTreeMap<&str, &Node> = BTreeMap::new();
    for board in &context.dashboards {
        let Some(root) = board.root() else { continue };
        let Some(uid) = root.get("uid").filter(|uid| uid.string() != Some("")) else {
            let start = Span {
                file: board.file,
                ..Span::default()
            };
            out.push(
                Diagnostic::advice("dashboard/uid", format!("`{}` has no uid", board.path))
                    .at(
                        Place::At(start),
                        "its address changes whenever Grafana reads it anew",
                    )
                    .help("write `\"uid\"` with up to 40 letters, digits, `-` and `_`"),
            );
            continue;
        };
        let Some(text) = uid.string() else { continue };
        let letters = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        let finding = if text.len() > LONGEST || !text.chars().all(letters) {
            Diagnostic::error("dashboard/uid", "Grafana refuses this uid")
                .at(at(uid), "expected up to 40 letters, digits, `-` and `_`")
                .help("write a shorter one")
        } else if ours.contains(&text)
            || text
                .strip_prefix("monc-")
                .is_some_and(|kind| context.stack.kind(kind).is_some())
        {
            Diagnostic::error("dashboard/uid", format!("`{text}` is a dashboard of monc"))
                .at(at(uid), "one of the two would be lost")
                .help("write another one")
        } else if let Some(first) = seen.get(text) {
            Diagnostic::error(
                "dashboard/uid",
                format!("two dashboards have the uid `{text}`"),
            )
            .at(at(uid), "one of the two would be lost")
            .at(at(first), "the first is here")
            .help("write another one")
        } else {
            seen.insert(text, uid);
            continue;
        };
        out.push(finding);
    }
}

//! A data source that this stack does not have.

use crate::diagnostic::{Diagnostic, nearest};
use crate::lints::context::{Context, Findings};
use crate::model::names;

use super::at;
use super::board::Board;
use super::query::variables;

/// What a `datasource` may say.
pub(super) enum Known {
    /// The uid of one of this stack, one of Grafana's own, or a variable.
    Fine,
    /// Its name; this is its uid.
    Named(String),
    No,
}

pub(super) fn known(context: &Context<'_>, board: &Board, text: &str) -> Known {
    let own = [
        "",
        "-- Grafana --",
        "-- Mixed --",
        "-- Dashboard --",
        "grafana",
        "default",
    ];
    let input = text.starts_with("${DS_") || text.starts_with("$DS_");
    if own.contains(&text) || input {
        return Known::Fine;
    }
    if let Some((_, name)) = variables(text).first() {
        let declared = board.variables().iter().any(|(_, known)| known == name);
        return if declared { Known::Fine } else { Known::No };
    }
    let all = sources(context);
    if all.iter().any(|(_, uid)| uid == text) {
        return Known::Fine;
    }
    match all.into_iter().find(|(name, _)| name == text) {
        Some((_, uid)) => Known::Named(uid),
        None => Known::No,
    }
}

/// Name and uid of each.
fn sources(context: &Context<'_>) -> Vec<(String, String)> {
    let own = [
        ("Prometheus", names::PROMETHEUS_UID),
        ("Alertmanager", names::ALERTMANAGER_UID),
    ];
    let own = own.map(|(name, uid)| (name.to_owned(), uid.to_owned()));
    let more = context.stack.grafana.data_sources.iter();
    let more = more.map(|source| (source.name.clone(), format!("monc-source-{}", source.name)));
    own.into_iter().chain(more).collect()
}

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for board in &context.dashboards {
        // The same one stands in every panel: once is enough.
        let mut said = std::collections::BTreeSet::new();
        for source in board.sources() {
            let uid = source.get("uid").unwrap_or(source);
            let Some(text) = uid.string() else { continue };
            let is_new =
                |said: &mut std::collections::BTreeSet<String>| said.insert(text.to_owned());
            if !matches!(known(context, board, text), Known::No) || !is_new(&mut said) {
                continue;
            }
            let all = sources(context);
            let uids: Vec<&str> = all.iter().map(|(_, uid)| uid.as_str()).collect();
            let finding = Diagnostic::warning(
                "dashboard/unknown-source",
                format!("this stack has no data source `{text}`"),
            )
            .at(at(uid), "its panels would show no data");
            out.push(match nearest(text, uids.iter().copied()) {
                Some(near) => finding.help(format!("did you mean \"{near}\"?")),
                None => finding.help(format!("write one of {}", uids.join(", "))),
            });
        }
    }
}

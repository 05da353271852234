//! Where Grafana has teams, a service's team is one of them.

use crate::diagnostic::{Diagnostic, nearest};
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let teams = &context.config.grafana.teams;
    if teams.is_empty() {
        return;
    }
    for (name, service) in &context.config.services {
        if let Some(team) = service
            .team
            .as_ref()
            .filter(|team| !teams.contains_key(*team))
        {
            let near = nearest(team, teams.keys().map(String::as_str));
            out.push(
                Diagnostic::warning("team/unknown", format!("there is no team `{team}`"))
                    .at(
                        value(&["services", name, "team"]),
                        "not a team of `[grafana.teams]`",
                    )
                    .meant(near, format!("add `[grafana.teams.{team}]`")),
            );
        }
    }
}

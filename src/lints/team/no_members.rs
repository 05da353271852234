//! A team of Grafana whose members are all out.

use crate::diagnostic::Diagnostic;
use crate::lints::context::{Context, Findings, value};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let users = &context.config.grafana.users;
    for (name, team) in &context.config.grafana.teams {
        let is_out = |login: &String| {
            users
                .get(login)
                .is_some_and(|user| user.enabled == Some(false))
        };
        if team.members.is_empty() || !team.members.iter().all(is_out) {
            continue;
        }
        out.push(
            Diagnostic::warning("team/no-members", format!("nobody of team `{name}` is in"))
                .at(
                    value(&["grafana", "teams", name, "members"]),
                    "all of them are `enabled = false`",
                )
                .help("name somebody who is in, or take the team out"),
        );
    }
}

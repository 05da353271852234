//! `monc list users`: who may log in to Grafana.

use crate::command::Table;
use crate::model::Stack;

pub fn table(stack: &Stack) -> Table {
    let mut table = Table::new(&["login", "name", "email", "role", "teams", "enabled"]);
    for user in &stack.grafana.users {
        let teams: Vec<String> = stack
            .grafana
            .teams
            .iter()
            .filter(|team| team.members.contains(&user.login))
            .map(|team| team.name.clone())
            .collect();
        table.row([
            user.login.as_str().into(),
            user.name.as_str().into(),
            user.email.as_str().into(),
            user.role.grafana().to_lowercase().into(),
            teams.into(),
            user.enabled.into(),
        ]);
    }
    table
}

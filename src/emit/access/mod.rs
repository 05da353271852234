//! Who may log in to Grafana, and see what: applied over its HTTP API by a script at every start of the container `access`, since
//! Grafana reads users from no file.
//!
//! Beside the script lie three tables, a line each, columns apart by tabs, bodies of requests ready as JSON (in which a tab is
//! `\t`); only passwords join at run time. Names in them are encoded for a URL.
//!
//! - `users.tsv`: login, role, `on` or `off`, file of the first password (or `-`), profile
//! - `teams.tsv`: name, body that makes it, members
//! - `folders.tsv`: uid, body that makes it, permissions with `"@n@"` for the id of the n-th team
//!
//! Who leaves the file is locked out, never deleted. The container keeps in a volume whom it made or took over, so that people whom
//! an administrator let in by hand, or who sign in with another service, are left alone.

use serde_json::{Value, json};

use crate::config::Permission;
use crate::escape::url;
use crate::model::{Folder, Grafana, Stack, Team, User};

use super::files::Files;

const SCRIPT: &str = include_str!("access.sh");

/// The folder `grafana/access`.
pub fn emit(stack: &Stack) -> Files {
    let grafana = &stack.grafana;
    let mut files = Files::new();
    let mut add = |name: &str, text: String| files.insert(format!("grafana/access/{name}"), text);
    let head: String = super::header(stack, "Users, teams and folders of Grafana.")
        .lines()
        .map(|line| format!("# {line}\n"))
        .collect();
    add("access.sh", format!("#!/bin/sh\n{head}\n{SCRIPT}"));
    add("admin", url::component(&grafana.admin) + "\n");
    // The first login is Grafana's own; its role and password are not the script's.
    let users = grafana
        .users
        .iter()
        .filter(|user| user.login != grafana.admin);
    add("users.tsv", users.map(user).collect());
    add(
        "teams.tsv",
        grafana
            .teams
            .iter()
            .map(|t| team(t, &grafana.users))
            .collect(),
    );
    let folders = grafana.folders.iter().enumerate();
    add(
        "folders.tsv",
        folders
            .map(|(index, f)| folder(f, index == 0, grafana))
            .collect(),
    );
    files
}

fn user(user: &User) -> String {
    let profile = json!({ "name": user.name, "login": user.login, "email": user.email });
    let enabled = if user.enabled { "on" } else { "off" };
    let file = user.password_file.rsplit('/').next().unwrap_or_default();
    line(&[
        &url::component(&user.login),
        user.role.grafana(),
        enabled,
        if file.is_empty() { "-" } else { file },
        &profile.to_string(),
    ])
}

fn team(team: &Team, users: &[User]) -> String {
    let emails: Vec<&str> = users
        .iter()
        .filter(|user| team.members.contains(&user.login))
        .map(|user| user.email.as_str())
        .collect();
    line(&[
        &url::component(&team.name),
        &json!({ "name": team.name }).to_string(),
        &json!({ "members": emails, "admins": [] }).to_string(),
    ])
}

/// A folder that teams are named for is theirs alone (administrators see all); the stack's own is everybody's besides.
fn folder(folder: &Folder, own: bool, grafana: &Grafana) -> String {
    let mut items: Vec<Value> = Vec::new();
    for (index, team) in grafana.teams.iter().enumerate() {
        if let Some(permission) = team.folders.get(&folder.uid) {
            let id = format!("@{}@", index + 1);
            items.push(json!({ "teamId": id, "permission": level(*permission) }));
        }
    }
    if own || items.is_empty() {
        items.insert(0, json!({ "role": "Viewer", "permission": 1 }));
        items.insert(1, json!({ "role": "Editor", "permission": 2 }));
    }
    line(&[
        &url::component(&folder.uid),
        &json!({ "uid": folder.uid, "title": folder.title }).to_string(),
        &json!({ "items": items }).to_string(),
    ])
}

fn level(permission: Permission) -> u8 {
    match permission {
        Permission::View => 1,
        Permission::Edit => 2,
        Permission::Admin => 4,
    }
}

fn line(columns: &[&str]) -> String {
    columns.join("\t") + "\n"
}

//! Who may log in to Grafana, and see or change what.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Permission;
use crate::model::Stack;

use super::change::{Change, Topic, What, changed, listed};

pub fn changes(old: &Stack, new: &Stack) -> Vec<Change> {
    let mut out = Vec::new();
    let (before, after) = (users(old), users(new));
    let only = |one: &BTreeMap<String, String>, other: &BTreeMap<String, String>| -> Vec<String> {
        let names = one.keys().filter(|name| !other.contains_key(*name));
        names.cloned().collect()
    };
    for (names, what, one, many) in [
        (
            only(&before, &after),
            What::Removed,
            "loses access",
            "lose access",
        ),
        (
            only(&after, &before),
            What::Added,
            "gets access",
            "get access",
        ),
    ] {
        let text = match names.as_slice() {
            [] => continue,
            [name] => format!("{name} {one}"),
            several => format!("{} users {many}: {}", several.len(), listed(several)),
        };
        out.push(Change {
            topic: Topic::People,
            what,
            subject: "users".into(),
            was: None,
            is: None,
            of: names,
            text,
        });
    }
    for (name, role) in &after {
        if let Some(was) = before.get(name) {
            let subject = format!("{name}'s role");
            out.extend(changed(
                Topic::People,
                &subject,
                &[],
                Some(was.clone()),
                Some(role.clone()),
            ));
        }
    }
    let (before, after) = (teams(old), teams(new));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        let (was, is) = (before.get(name).cloned(), after.get(name).cloned());
        out.extend(changed(Topic::People, name, &[], was, is));
    }
    let anonymous = |stack: &Stack| {
        let role = stack.grafana.anonymous;
        role.map(|role| role.grafana().to_lowercase())
    };
    let subject = "without logging in: role";
    out.extend(changed(
        Topic::People,
        subject,
        &[],
        anonymous(old),
        anonymous(new),
    ));
    let (before, after) = (logins(old), logins(new));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        let (was, is) = (before.get(name).cloned(), after.get(name).cloned());
        out.extend(changed(
            Topic::People,
            &format!("login with {name}"),
            &[],
            was,
            is,
        ));
    }
    out
}

fn users(stack: &Stack) -> BTreeMap<String, String> {
    let users = stack.grafana.users.iter().filter(|user| user.enabled);
    users
        .map(|user| (user.login.clone(), user.role.grafana().to_lowercase()))
        .collect()
}

fn teams(stack: &Stack) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for team in &stack.grafana.teams {
        out.insert(format!("team {}:", team.name), team.members.join(", "));
        for (folder, permission) in &team.folders {
            let may = match permission {
                Permission::View => "view",
                Permission::Edit => "edit",
                Permission::Admin => "admin",
            };
            out.insert(
                format!("team {} in folder {folder}:", team.name),
                may.to_owned(),
            );
        }
    }
    out
}

fn logins(stack: &Stack) -> BTreeMap<String, String> {
    let providers = stack.grafana.oauth.iter();
    providers
        .map(|one| {
            let whom = if one.allowed_organizations.is_empty() {
                "anybody".to_owned()
            } else {
                one.allowed_organizations.join(", ")
            };
            let role = one.role.grafana().to_lowercase();
            (one.provider.clone(), format!("{whom} as {role}"))
        })
        .collect()
}

//! Grafana: settings, people, folders, what people already have.

use std::collections::BTreeMap;

use crate::config::value::Secret;
use crate::config::{Anonymous, FilesTaken, Role, Tls};
use crate::diagnostic::{Diagnostic, Path, Place, nearest};
use crate::model::{
    Bind, DataSource, Database, Folder, Grafana, OAuth, SecretForm, TakenFile, Team, User,
};

use super::files::base_name;
use super::scope::{Scope, enabled};
use super::secrets::{self, Use, file_name};
use super::web::{Consumer, LOOPBACK, certificate, client};

const GRAFANA: &str = "grafana";
const PORT: u16 = 3000;
/// Name of the one secret that every stack needs.
pub const ADMIN_PASSWORD: &str = "GRAFANA_ADMIN_PASSWORD";

pub fn resolve(scope: &mut Scope<'_>) {
    let config = scope.config;
    let written = &config.grafana;
    admin(scope);
    let port = written.port.unwrap_or(PORT);
    let url = match (&written.url, &written.domain) {
        (Some(url), _) => url.trim_end_matches('/').to_owned(),
        (None, Some(domain)) => format!("https://{domain}"),
        (None, None) => format!("http://localhost:{port}"),
    };
    let bind = written.domain.is_none().then(|| Bind {
        address: written.bind.clone().unwrap_or_else(|| LOOPBACK.into()),
        port,
    });
    let folders = folders(scope);
    scope.stack.grafana = Grafana {
        url,
        bind,
        networks: written.networks.clone(),
        domain: written.domain.clone(),
        admin: written
            .admin
            .username
            .clone()
            .unwrap_or_else(|| "admin".into()),
        anonymous: match &written.anonymous {
            Some(Anonymous::On(true)) => Some(Role::Viewer),
            Some(Anonymous::Role(role)) => Some(role.role),
            _ => None,
        },
        users: users(scope),
        teams: teams(scope, &folders),
        oauth: oauth(scope),
        database: database(scope),
        plugins: written.plugins.clone(),
        data_sources: data_sources(scope),
        dashboards: dashboards(scope, &folders),
        home: written.home.clone(),
        settings: written
            .settings
            .iter()
            .map(|(section, keys)| {
                (
                    section.clone(),
                    keys.iter()
                        .map(|(key, value)| (key.clone(), text(value)))
                        .collect(),
                )
            })
            .collect(),
        certificate: certificate(scope, GRAFANA, written.tls.as_ref()),
        folders,
    };
}

fn text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The first login: read by Grafana once, and by `access` at every `up`.
fn admin(scope: &mut Scope<'_>) {
    let written = scope.config.grafana.admin.password.clone();
    let secret = written
        .clone()
        .unwrap_or_else(|| Secret::Env(ADMIN_PASSWORD.into()));
    for consumer in [GRAFANA, "access"] {
        let usage = Use {
            consumer,
            file: "admin_password".into(),
            path: Path::of(&["grafana", "admin", "password"]),
            rereads: consumer == "access",
        };
        secrets::add_form(
            scope,
            &secret,
            usage,
            SecretForm::Plain,
            "Grafana's first login".into(),
            written.is_none(),
        );
    }
}

fn users(scope: &mut Scope<'_>) -> Vec<User> {
    let mut out = Vec::new();
    for (login, written) in &scope.config.grafana.users {
        let path = Path::of(&["grafana", "users", login]);
        let enabled = enabled(written.enabled);
        let file = file_name(&["user", login]);
        match &written.password {
            Some(password) if enabled => {
                let usage = Use {
                    consumer: "access",
                    file: file.clone(),
                    path: path.key("password"),
                    rereads: true,
                };
                secrets::add(scope, password, usage);
            }
            None if enabled => scope.report(
                Diagnostic::error(
                    "user/no-password",
                    format!("user `{login}` has no `password`"),
                )
                .at(
                    Place::Key(path.clone()),
                    "with which password is the first login?",
                )
                .help(format!(
                    "add `password = {{ env = \"GRAFANA_{}_PASSWORD\" }}`",
                    login.to_uppercase().replace(['-', '.'], "_")
                )),
            ),
            _ => {}
        }
        out.push(User {
            login: login.clone(),
            name: written.name.clone().unwrap_or_else(|| login.clone()),
            email: written
                .email
                .clone()
                .unwrap_or_else(|| format!("{login}@localhost")),
            role: written.role.unwrap_or(Role::Viewer),
            enabled,
            password_file: file,
        });
    }
    out
}

/// The stack's own folder, those of dashboards that people have, those that teams get.
fn folders(scope: &Scope<'_>) -> Vec<Folder> {
    let mut out = vec![Folder {
        uid: "monc".into(),
        title: scope.stack.name.clone(),
    }];
    let mut add = |title: &str| {
        let uid = format!("monc-{}", slug(title));
        if !out
            .iter()
            .any(|folder| folder.title == title || folder.uid == uid)
        {
            out.push(Folder {
                uid,
                title: title.to_owned(),
            });
        }
    };
    for taken in &scope.config.grafana.dashboards {
        if let FilesTaken::Foldered(taken) = taken {
            add(&taken.folder);
        }
    }
    for team in scope.config.grafana.teams.values() {
        for folder in team.folders.keys() {
            add(folder);
        }
    }
    out
}

fn slug(title: &str) -> String {
    let plain: String = title
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(34)
        .collect();
    plain.trim_matches('-').to_owned()
}

fn teams(scope: &mut Scope<'_>, folders: &[Folder]) -> Vec<Team> {
    let mut out = Vec::new();
    for (name, written) in &scope.config.grafana.teams {
        let path = Path::of(&["grafana", "teams", name]);
        let mut members = Vec::new();
        for (index, login) in written.members.iter().enumerate() {
            match scope.config.grafana.users.get(login) {
                Some(user) if enabled(user.enabled) => members.push(login.clone()),
                Some(_) => {}
                None => {
                    let near =
                        nearest(login, scope.config.grafana.users.keys().map(String::as_str));
                    scope.findings.push(
                        Diagnostic::error("user/unknown", format!("there is no user `{login}`"))
                            .at(
                                Place::Value(path.key("members").index(index)),
                                "not a user of this file",
                            )
                            .meant(near, format!("add `[grafana.users.{login}]`")),
                    );
                }
            }
        }
        members.sort();
        members.dedup();
        let permissions = written
            .folders
            .iter()
            .filter_map(|(title, permission)| {
                let folder = folders.iter().find(|folder| folder.title == *title)?;
                Some((folder.uid.clone(), *permission))
            })
            .collect();
        out.push(Team {
            name: name.clone(),
            members,
            folders: permissions,
        });
    }
    out
}

fn oauth(scope: &mut Scope<'_>) -> Vec<OAuth> {
    let mut out = Vec::new();
    for (provider, written) in &scope.config.grafana.oauth {
        let path = Path::of(&["grafana", "oauth", provider]);
        let (Some(client_id), Some(secret)) = (&written.client_id, &written.client_secret) else {
            scope.findings.push(
                Diagnostic::error(
                    "grafana/oauth-incomplete",
                    format!("sign-in with `{provider}` is incomplete"),
                )
                .at(Place::Key(path), "needs `client_id` and `client_secret`")
                .help("write both, the secret as { env = \"NAME\" }"),
            );
            continue;
        };
        let file = file_name(&["oauth", provider]);
        let usage = Use {
            consumer: GRAFANA,
            file: file.clone(),
            path: path.key("client_secret"),
            rereads: false,
        };
        secrets::add(scope, secret, usage);
        out.push(OAuth {
            provider: provider.clone(),
            client_id: client_id.clone(),
            client_secret_file: file,
            scopes: written.scopes.clone(),
            allowed_organizations: written.allowed_organizations.clone(),
            role: written.role.unwrap_or(Role::Viewer),
            sign_up: written.sign_up.unwrap_or(false),
            settings: written.settings.clone(),
        });
    }
    out
}

fn database(scope: &mut Scope<'_>) -> Option<Database> {
    let written = scope.config.grafana.database.as_ref()?;
    let path = Path::of(&["grafana", "database"]);
    let password_file = written.password.as_ref().map(|password| {
        let usage = Use {
            consumer: GRAFANA,
            file: "database_password".into(),
            path: path.key("password"),
            rereads: false,
        };
        secrets::add(scope, password, usage)
    });
    Some(Database {
        kind: written.r#type.clone().unwrap_or_else(|| "postgres".into()),
        address: written.address.clone()?,
        database: written.database.clone().unwrap_or_else(|| "grafana".into()),
        username: written.username.clone().unwrap_or_else(|| "grafana".into()),
        password_file,
        tls: tls(scope, "database", &path, written.tls.as_ref()),
    })
}

fn tls(
    scope: &mut Scope<'_>,
    prefix: &str,
    path: &Path,
    written: Option<&Tls>,
) -> Option<crate::model::TlsClient> {
    let consumer = Consumer {
        container: GRAFANA,
        prefix: prefix.into(),
        path: path.clone(),
    };
    client(scope, &consumer, None, None, written).tls
}

fn data_sources(scope: &mut Scope<'_>) -> Vec<DataSource> {
    let mut out = Vec::new();
    for (name, written) in &scope.config.grafana.data_sources {
        let path = Path::of(&["grafana", "data_sources", name]);
        let Some(kind) = written.r#type.clone() else {
            scope.findings.push(
                Diagnostic::error(
                    "grafana/data-source-incomplete",
                    format!("data source `{name}` has no `type`"),
                )
                .at(Place::Key(path), "`type` is missing here")
                .help("write Grafana's word for it: `type = \"loki\"`"),
            );
            continue;
        };
        let prefix = file_name(&["data_source", name]);
        let password_file = written.password.as_ref().map(|password| {
            let usage = Use {
                consumer: GRAFANA,
                file: prefix.clone(),
                path: path.key("password"),
                rereads: false,
            };
            secrets::add(scope, password, usage)
        });
        out.push(DataSource {
            name: name.clone(),
            kind,
            url: written.url.clone(),
            database: written.database.clone(),
            username: written.username.clone(),
            password_file,
            tls: tls(scope, &prefix, &path, written.tls.as_ref()),
            settings: written
                .settings
                .clone()
                .into_iter()
                .collect::<BTreeMap<_, _>>(),
        });
    }
    out
}

fn dashboards(scope: &Scope<'_>, folders: &[Folder]) -> Vec<TakenFile> {
    scope
        .inputs
        .dashboards
        .iter()
        .map(|input| {
            let title = match scope.config.grafana.dashboards.get(input.entry) {
                Some(FilesTaken::Foldered(taken)) => taken.folder.as_str(),
                _ => scope.stack.name.as_str(),
            };
            let folder = folders.iter().find(|folder| folder.title == title);
            let uid = folder.map_or("monc", |folder| folder.uid.as_str());
            TakenFile {
                path: input.path.clone(),
                to: format!("grafana/dashboards/{uid}/{}", base_name(&input.path)),
                text: input.text.clone(),
                folder: Some(uid.to_owned()),
            }
        })
        .collect()
}

//! Grafana: settings and people.

use std::collections::BTreeMap;

use crate::config::{Permission, Role};

use super::{Bind, TlsClient};

/// How Grafana runs, and who may log in.
#[derive(Debug, Clone, Default)]
pub struct Grafana {
    /// Root URL.
    pub url: String,
    /// Missing when a reverse proxy is in front.
    pub bind: Option<Bind>,
    pub networks: Vec<String>,
    pub domain: Option<String>,
    pub admin: String,
    /// Role of people who do not log in.
    pub anonymous: Option<Role>,
    pub users: Vec<User>,
    pub teams: Vec<Team>,
    /// Folders, the stack's own first.
    pub folders: Vec<Folder>,
    pub oauth: Vec<OAuth>,
    pub database: Option<Database>,
    pub plugins: Vec<String>,
    pub data_sources: Vec<DataSource>,
    /// Dashboards that people already have.
    pub dashboards: Vec<TakenFile>,
    /// uid of the home dashboard.
    pub home: Option<String>,
    /// Section → key → value.
    pub settings: BTreeMap<String, BTreeMap<String, String>>,
    pub certificate: Option<(String, String)>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub login: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub enabled: bool,
    /// File name of the first password in `/run/secrets` of `access`.
    pub password_file: String,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub name: String,
    /// Logins, by name.
    pub members: Vec<String>,
    /// Folder uid → permission.
    pub folders: BTreeMap<String, Permission>,
}

/// A Grafana folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    pub uid: String,
    pub title: String,
}

/// Sign-in with another service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuth {
    /// `github`, `google`, `generic_oauth`, …
    pub provider: String,
    pub client_id: String,
    pub client_secret_file: String,
    pub scopes: Vec<String>,
    pub allowed_organizations: Vec<String>,
    pub role: Role,
    pub sign_up: bool,
    pub settings: BTreeMap<String, String>,
}

/// Database in place of the built-in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    pub kind: String,
    pub address: String,
    pub database: String,
    pub username: String,
    pub password_file: Option<String>,
    pub tls: Option<TlsClient>,
}

/// A further data source.
#[derive(Debug, Clone, PartialEq)]
pub struct DataSource {
    pub name: String,
    pub kind: String,
    pub url: Option<String>,
    pub database: Option<String>,
    pub username: Option<String>,
    pub password_file: Option<String>,
    pub tls: Option<TlsClient>,
    pub settings: BTreeMap<String, serde_json::Value>,
}

/// A file that people already have and that is shipped with the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenFile {
    /// Path relative to the folder of `monitoring.toml`.
    pub path: String,
    /// Path in the output folder.
    pub to: String,
    pub text: String,
    /// Grafana folder uid, for dashboards.
    pub folder: Option<String>,
}

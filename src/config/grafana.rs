//! `[grafana]`: how it runs, and who may log in.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FilesTaken;
use super::connection::Tls;
use super::value::Secret;

/// How Grafana runs, and who may log in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Grafana {
    /// URL under which people reach it; with a path: served below it. Default `"http://localhost:3000"`.
    pub url: Option<String>,
    /// Address of the host that it listens on; `"127.0.0.1"` by default.
    pub bind: Option<String>,
    /// Port of the host; 3000 by default.
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<u16>,
    /// Certificate that it serves.
    pub tls: Option<Tls>,
    /// Further Docker networks.
    #[schemars(inner(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")), extend("x-expected" = "the name of a Docker network, such as \"shop_default\""))]
    pub networks: Vec<String>,
    /// Public name: adds a reverse proxy with automatic HTTPS.
    #[schemars(regex(pattern = r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"), extend("x-expected" = "a bare name such as \"grafana.example.org\""))]
    pub domain: Option<String>,
    /// The first login.
    pub admin: Admin,
    /// Who sees what without logging in.
    pub anonymous: Option<Anonymous>,
    /// People, by login.
    pub users: BTreeMap<String, User>,
    /// Teams, by name.
    pub teams: BTreeMap<String, Team>,
    /// Sign-in with another service, by provider.
    pub oauth: BTreeMap<String, OAuth>,
    /// Database in place of the built-in one.
    pub database: Option<Database>,
    /// Plugins: `["grafana-clock-panel@2.1.3"]`.
    pub plugins: Vec<String>,
    /// Further data sources, by name.
    pub data_sources: BTreeMap<String, DataSource>,
    /// Dashboards that people already have.
    pub dashboards: Vec<FilesTaken>,
    /// Home dashboard in place of the overview: its uid.
    pub home: Option<String>,
    /// Further settings: `settings."<section>".<key>`.
    pub settings: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
}

/// The first login.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Admin {
    /// `"admin"` by default.
    pub username: Option<String>,
    /// `{ env = "GRAFANA_ADMIN_PASSWORD" }` by default.
    pub password: Option<Secret>,
}

/// What people see without logging in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-expected" = "`true` (as viewer), `false`, or { role = \"viewer\" }"))]
pub enum Anonymous {
    On(bool),
    Role(AnonymousRole),
}

/// Role of people who do not log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnonymousRole {
    pub role: Role,
}

/// What a person may do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Viewer,
    Editor,
    Admin,
}

impl Role {
    /// Grafana's own word.
    pub fn grafana(self) -> &'static str {
        match self {
            Role::Viewer => "Viewer",
            Role::Editor => "Editor",
            Role::Admin => "Admin",
        }
    }
}

/// A person who may log in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    /// "Alice Martin".
    pub name: Option<String>,
    pub email: Option<String>,
    /// `viewer` by default.
    pub role: Option<Role>,
    /// Password of the first login; later changes are the person's own.
    pub password: Option<Secret>,
    /// `false` locks the person out.
    pub enabled: Option<bool>,
}

/// A team, and what it may do in folders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Team {
    /// Logins of `[grafana.users]`.
    pub members: Vec<String>,
    /// Folder → `view`, `edit` or `admin`.
    pub folders: BTreeMap<String, Permission>,
}

/// What a team may do in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    View,
    Edit,
    Admin,
}

/// Sign-in with another service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct OAuth {
    pub client_id: Option<String>,
    pub client_secret: Option<Secret>,
    pub scopes: Vec<String>,
    pub allowed_organizations: Vec<String>,
    /// Role of people who sign in so; `viewer` by default.
    pub role: Option<Role>,
    /// Whether people without an account get one; `false` by default.
    pub sign_up: Option<bool>,
    /// Further settings of the provider.
    pub settings: BTreeMap<String, String>,
}

/// Database in place of the built-in one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `postgres` or `mysql`.
    #[schemars(extend("enum" = ["postgres", "mysql"]))]
    pub r#type: Option<String>,
    /// `"db:5432"`.
    pub address: Option<String>,
    pub database: Option<String>,
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub tls: Option<Tls>,
}

/// A further data source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct DataSource {
    /// Grafana's type: `"loki"`, `"postgres"`, `"elasticsearch"`, …
    pub r#type: Option<String>,
    pub url: Option<String>,
    pub database: Option<String>,
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub tls: Option<Tls>,
    /// `jsonData` of the data source.
    pub settings: BTreeMap<String, serde_json::Value>,
}

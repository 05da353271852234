//! How the web interface of a part is reached.

/// Address and port of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bind {
    pub address: String,
    pub port: u16,
}

/// How Prometheus or Alertmanager is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebAccess {
    /// External URL.
    pub url: Option<String>,
    /// Missing: does not listen on the host.
    pub bind: Option<Bind>,
    pub networks: Vec<String>,
    pub username: Option<String>,
    /// bcrypt hash for the web configuration file.
    pub password_hash: Option<String>,
    /// File name of the password in `/run/secrets` of whoever logs in.
    pub password_file: Option<String>,
    /// Certificate and key that it serves: path relative to `monitoring.toml`, and the key's file in `/run/secrets`.
    pub certificate: Option<(String, String)>,
}

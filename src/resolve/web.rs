//! How Prometheus and Alertmanager are reached, and where Prometheus sends samples as well.

use crate::config::value::Secret as WrittenSecret;
use crate::config::{BasicAuth, Tls};
use crate::diagnostic::Path;
use crate::model::{Authentication, Bind, HttpClient, Remote, TlsClient, WebAccess};

use super::scope::Scope;
use super::secrets::{self, Use, file_name};

/// Only this machine.
pub const LOOPBACK: &str = "127.0.0.1";
/// Folder in containers for certificates of the file.
const CERTIFICATES: &str = "/etc/monc/certificates";

pub fn resolve(scope: &mut Scope<'_>) {
    let config = scope.config;
    let written = &config.prometheus;
    let mut access = WebAccess {
        url: written.url.clone(),
        bind: bind(written.bind.as_deref(), written.port, 9090),
        networks: written.networks.clone(),
        username: written.username.clone(),
        password_hash: written.password_hash.clone(),
        ..WebAccess::default()
    };
    access.password_file = written.password.as_ref().map(|secret| {
        password(
            scope,
            "prometheus",
            secret,
            &["prometheus", "grafana", "reload"],
        )
    });
    access.certificate = certificate(scope, "prometheus", written.tls.as_ref());
    scope.stack.prometheus = access;

    let written = &config.alertmanager;
    let mut access = WebAccess {
        url: written.url.clone(),
        bind: bind(written.bind.as_deref(), written.port, 9093),
        networks: written.networks.clone(),
        username: written.username.clone(),
        password_hash: written.password_hash.clone(),
        ..WebAccess::default()
    };
    access.password_file = written.password.as_ref().map(|secret| {
        password(
            scope,
            "alertmanager",
            secret,
            &["alertmanager", "grafana", "prometheus", "reload"],
        )
    });
    access.certificate = certificate(scope, "alertmanager", written.tls.as_ref());
    scope.stack.alertmanager = access;

    for (index, remote) in config.prometheus.remote_write.iter().enumerate() {
        let path = Path::of(&["prometheus", "remote_write"]).index(index);
        let Some(url) = remote.url.clone() else {
            continue;
        };
        let client = client(
            scope,
            &Consumer {
                container: "prometheus",
                prefix: format!("remote_write_{index}"),
                path,
            },
            remote.basic_auth.as_ref(),
            remote.bearer_token.as_ref(),
            remote.tls.as_ref(),
        );
        scope.stack.remote_write.push(Remote {
            name: remote.name.clone(),
            url,
            client,
        });
    }
}

/// Address and port of the host, if either is written.
pub fn bind(address: Option<&str>, port: Option<u16>, default: u16) -> Option<Bind> {
    (address.is_some() || port.is_some()).then(|| Bind {
        address: address.unwrap_or(LOOPBACK).to_owned(),
        port: port.unwrap_or(default),
    })
}

fn password(
    scope: &mut Scope<'_>,
    system: &str,
    secret: &WrittenSecret,
    consumers: &[&str],
) -> String {
    let file = format!("{system}_password");
    for consumer in consumers {
        secrets::add(
            scope,
            secret,
            Use {
                consumer,
                file: file.clone(),
                path: Path::of(&[system, "password"]),
                rereads: *consumer != "grafana",
            },
        );
    }
    file
}

/// Certificate that a system serves: path in the file, and the key's file in `/run/secrets`.
pub fn certificate(
    scope: &mut Scope<'_>,
    system: &str,
    tls: Option<&Tls>,
) -> Option<(String, String)> {
    let Some(Tls::Options(options)) = tls else {
        return None;
    };
    let (cert, key) = (options.cert.clone()?, options.key.clone()?);
    let file = format!("{system}_tls_key");
    secrets::add(
        scope,
        &key,
        Use {
            consumer: system,
            file: file.clone(),
            path: Path::of(&[system, "tls", "key"]),
            rereads: true,
        },
    );
    Some((cert, file))
}

/// Who logs in somewhere.
pub struct Consumer<'c> {
    pub container: &'c str,
    /// Prefix of its secrets' file names.
    pub prefix: String,
    pub path: Path,
}

/// Credentials and TLS options of an HTTP client.
pub fn client(
    scope: &mut Scope<'_>,
    consumer: &Consumer<'_>,
    basic_auth: Option<&BasicAuth>,
    bearer_token: Option<&WrittenSecret>,
    tls: Option<&Tls>,
) -> HttpClient {
    let usage = |file: &str, path: Path| Use {
        consumer: consumer.container,
        file: file_name(&[&consumer.prefix, file]),
        path,
        rereads: true,
    };
    let authentication = if let Some(basic) = basic_auth {
        let path = consumer.path.key("basic_auth").key("password");
        Some(Authentication::Basic {
            username: basic.username.clone(),
            password_file: secrets::add(scope, &basic.password, usage("password", path)),
        })
    } else {
        bearer_token.map(|token| Authentication::Bearer {
            credentials_file: secrets::add(
                scope,
                token,
                usage("token", consumer.path.key("bearer_token")),
            ),
        })
    };
    let tls = match tls {
        Some(Tls::On(true)) => Some(TlsClient::default()),
        Some(Tls::Options(options)) => Some(TlsClient {
            ca_file: options.ca.as_deref().map(certificate_path),
            cert_file: options.cert.as_deref().map(certificate_path),
            key_file: options.key.as_ref().map(|key| {
                secrets::add(
                    scope,
                    key,
                    usage("tls_key", consumer.path.key("tls").key("key")),
                )
            }),
            server_name: options.server_name.clone(),
            skip_verify: options.skip_verify,
        }),
        _ => None,
    };
    HttpClient {
        authentication,
        tls,
        ..HttpClient::default()
    }
}

/// Path in containers of a certificate that the file names; the folder is mounted by Compose.
pub fn certificate_path(written: &str) -> String {
    format!("{CERTIFICATES}/{}", written.trim_start_matches("./"))
}

//! One service of the app in monitoring.toml.

use std::collections::BTreeMap;

use crate::catalog::{Access, AddressShape, Catalog, Kind};
use crate::config::value::Secret;
use crate::escape::toml;
use crate::foreign::compose::{App, Service};

use super::draft::Draft;
use super::fate::port;
use super::logins::{self, Login};
use super::page::{Page, list};
use super::surroundings::Surroundings;

/// A service that is watched.
pub struct Entry<'a> {
    pub service: &'a Service,
    /// Name in monitoring.toml.
    pub name: String,
    pub kind: &'static str,
    pub around: Surroundings,
}

/// Writes its table. `names`: those in monitoring.toml of the services that others may depend on.
pub fn write(
    page: &mut Page,
    entry: &Entry<'_>,
    app: &App,
    folder: &str,
    names: &BTreeMap<&str, &str>,
    out: &mut Draft,
) {
    let Some(kind) = Catalog::built_in().kinds.get(entry.kind) else {
        return;
    };
    let service = entry.service;
    page.gap();
    page.comment(&title(entry));
    page.header(&["services", &entry.name]);
    page.key("kind", &toml::string(entry.kind));
    match entry.kind {
        "http" => dialect(page, entry),
        "probe" => probe(page, entry),
        _ => {}
    }
    address(page, entry, kind);
    login(
        page,
        entry,
        &logins::of(service, &entry.name, kind, app, &entry.around, folder),
        kind,
        out,
    );
    if entry.kind != "probe"
        && service.networks.is_empty()
        && service.network_mode.as_deref() == Some("host")
    {
        page.key("container", &toml::string(container_of(service)));
    }
    needs(page, service, names);
}

/// Writes a service of which only its container is seen: that one is told by name when it is gone.
pub fn container(
    page: &mut Page,
    service: &Service,
    name: &str,
    why: &str,
    names: &BTreeMap<&str, &str>,
) {
    page.gap();
    page.comment(&format!(
        "{}: {why}; told when its container is gone",
        service.name
    ));
    page.header(&["services", name]);
    page.key("kind", "\"container\"");
    page.key("container", &toml::string(container_of(service)));
    needs(page, service, names);
}

fn container_of(service: &Service) -> &str {
    service.container_name.as_deref().unwrap_or(&service.name)
}

fn needs(page: &mut Page, service: &Service, names: &BTreeMap<&str, &str>) {
    let needs: Vec<&str> = service
        .depends_on
        .iter()
        .filter_map(|name| names.get(name.as_str()).copied())
        .collect();
    if !needs.is_empty() {
        page.key("depends_on", &list(&needs));
    }
}

/// `api: built in ./api`.
fn title(entry: &Entry<'_>) -> String {
    let service = entry.service;
    let renamed = if service.name == entry.name {
        String::new()
    } else {
        format!("`{}` of the Compose file: ", service.name)
    };
    match (&service.build, &service.image) {
        (Some(build), _) => {
            let on = entry
                .around
                .base
                .as_ref()
                .map(|base| format!(" on {base}"))
                .unwrap_or_default();
            let context = build.context.trim_start_matches("./");
            let context = if context.is_empty() { "." } else { context };
            format!("{renamed}built in {context}{on}")
        }
        (None, Some(image)) => format!("{renamed}{image}"),
        (None, None) => format!("{renamed}an image whose name depends on a variable"),
    }
}

fn dialect(page: &mut Page, entry: &Entry<'_>) {
    if let Some((dialect, package, manifest)) = &entry.around.dialect {
        return page.noted(
            "dialect",
            &toml::string(dialect),
            &format!("{manifest} has {package}"),
        );
    }
    page.comment("Decide: which library names its HTTP metrics? This says it:");
    page.line(&format!("#   {} | monc detect", toml::comment(&ask(entry))));
    page.line("# dialect = \"prom-client\"");
    page.comment("It has no metrics? Then `kind = \"probe\"` and `probe = \"http://…\"` in place of kind and address: it is asked from outside.");
}

/// A command that shows the metrics page of an app.
fn ask(entry: &Entry<'_>) -> String {
    let service = entry.service;
    let inside = port(service, &entry.around).unwrap_or(80);
    match service.ports.iter().find_map(|port| port.published) {
        Some(port) => format!("curl -s http://localhost:{port}/metrics"),
        None => format!(
            "docker compose exec {} wget -qO- http://localhost:{inside}/metrics",
            service.name
        ),
    }
}

/// An app without metrics: asked where its own health check asks, else whether its port is open.
fn probe(page: &mut Page, entry: &Entry<'_>) {
    let service = entry.service;
    let manifest = entry
        .around
        .manifests
        .first()
        .map_or("its manifest", String::as_str);
    page.comment(&format!(
        "{manifest} has no library of metrics, so it is asked from outside. With one, `kind = \"http\"` tells errors and latency as well:"
    ));
    page.comment("`monc list dialects` names the libraries.");
    let port = port(service, &entry.around).unwrap_or(80);
    let host = host(service);
    match health_path(service, port) {
        Some(path) => page.noted(
            "probe",
            &toml::string(&format!("http://{host}:{port}{path}")),
            "as its health check does",
        ),
        None => page.key(
            "probe",
            &format!("{{ tcp = {} }}", toml::string(&format!("{host}:{port}"))),
        ),
    }
    page.key("container", &toml::string(container_of(service)));
}

/// The path that its health check asks for on its own port.
fn health_path(service: &Service, port: u16) -> Option<String> {
    let words = service
        .health
        .iter()
        .flat_map(|word| word.split(['\'', '"', ' ', '|', ';', ')', '(']));
    let mut urls = words.filter_map(|word| word.split_once("http://").map(|(_, url)| url));
    urls.find_map(|url| {
        let (authority, path) = url.split_once('/')?;
        let (host, asked) = authority.split_once(':').unwrap_or((authority, "80"));
        let own =
            ["localhost", "127.0.0.1", "0.0.0.0"].contains(&host) && asked.parse() == Ok(port);
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./?=&".contains(c);
        (own && path.chars().all(plain)).then(|| format!("/{path}"))
    })
}

/// The name under which the stack reaches a service.
fn host(service: &Service) -> String {
    match service.network_mode.as_deref() {
        Some("host") => "host.docker.internal".to_owned(),
        Some(mode) => mode
            .split_once(':')
            .map_or(service.name.clone(), |(_, other)| other.to_owned()),
        None => service.name.clone(),
    }
}

fn address(page: &mut Page, entry: &Entry<'_>, kind: &Kind) {
    let service = entry.service;
    let host = host(service);
    match kind.address {
        AddressShape::Url => match &entry.around.stub_status {
            Some((port, path, file)) if entry.kind == "nginx" => {
                let url = format!("http://{host}:{port}{path}");
                page.noted(
                    "address",
                    &toml::string(&url),
                    &format!("{file} has stub_status there"),
                );
            }
            _ => {
                let sentence = kind
                    .switch_on
                    .as_deref()
                    .unwrap_or("Where does it tell its numbers?");
                page.comment(&format!("Decide: {sentence}"));
                let path = if entry.kind == "nginx" {
                    "8081/stub_status"
                } else {
                    "80/server-status?auto"
                };
                page.comment(&format!(
                    "address = {}",
                    toml::string(&format!("http://{host}:{path}"))
                ));
            }
        },
        AddressShape::Metrics | AddressShape::HostPort => {
            let port = match kind.access {
                // The port of metrics is not that of the traffic.
                Access::Service => kind.default_port.or_else(|| port(service, &entry.around)),
                _ => kind.default_port.map(|usual| own_port(service, usual)),
            };
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            let told = service
                .command
                .iter()
                .chain(service.environment.keys())
                .any(|word| word.to_lowercase().contains("metrics"));
            if let Some(sentence) = kind.switch_on.as_deref().filter(|_| !told) {
                page.comment(sentence);
            }
            page.key("address", &toml::string(&format!("{host}{port}")));
        }
        AddressShape::None => {}
    }
}

/// The port of a server, which may listen on another one than is usual.
fn own_port(service: &Service, usual: u16) -> u16 {
    let known = service.listens();
    match known.as_slice() {
        [one] => *one,
        _ => usual,
    }
}

fn login(page: &mut Page, entry: &Entry<'_>, login: &Login, kind: &Kind, out: &mut Draft) {
    if let Some(why) = kind
        .exporter
        .as_ref()
        .and_then(|exporter| exporter.no_password.as_deref())
    {
        let asks = kind
            .variables
            .password
            .iter()
            .any(|name| entry.service.environment.contains_key(name));
        if asks {
            page.comment(&format!("Decide: it asks for a password, and {why}. `exporter = {{ address = \"…\" }}` takes one that runs already."));
        }
        return;
    }
    if let Some(database) = &login.database {
        page.key("database", &toml::string(database));
    }
    if login.made_up {
        page.comment(&format!(
            "Decide: make this user; `monc explain {}` says which rights it needs.",
            entry.kind
        ));
    }
    if let Some(username) = &login.username {
        let note = if login.made_up {
            ""
        } else {
            "the app's own user; one with fewer rights is better"
        };
        page.noted("username", &toml::string(username), note);
    }
    match &login.password {
        Some(Secret::Env(name)) => page.noted(
            "password",
            &format!("{{ env = {} }}", toml::string(name)),
            "where it will be, never the password",
        ),
        Some(Secret::File(path)) => {
            page.key("password", &format!("{{ file = {} }}", toml::string(path)))
        }
        None => {}
    }
    if let Some(variable) = &login.in_plain_text {
        out.in_plain_text
            .push((entry.service.name.clone(), variable.clone()));
    }
}

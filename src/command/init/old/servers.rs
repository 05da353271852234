//! The server behind an exporter of the old stack, by how that exporter was started.

use crate::catalog::Catalog;
use crate::escape::toml;
use crate::foreign::compose::{Service, Variables, fill, names};

use super::files::Files;

/// A server, and how the exporter logs in.
pub struct Server {
    pub address: String,
    /// Keys of the service, values in TOML.
    pub keys: Vec<(String, String)>,
}

/// The server that an exporter asks; `None`: nothing here says it.
pub fn behind(exporter: &Service, kind: &str, files: &Files) -> Option<Server> {
    let variable = |names: &[&str]| {
        let found = names
            .iter()
            .find_map(|name| Some((*name, exporter.environment.get(*name)?.clone()?)));
        found.map(|(name, value)| (name.to_owned(), value))
    };
    let flag = |flags: &[&str]| {
        let mut words = exporter.command.iter();
        while let Some(word) = words.next() {
            for flag in flags {
                if let Some(value) = word.strip_prefix(&format!("{flag}=")) {
                    return Some(value.to_owned());
                }
                if word == flag {
                    return words.next().cloned();
                }
            }
        }
        None
    };
    let written = match kind {
        "postgres" => variable(&["DATA_SOURCE_NAME", "DATA_SOURCE_URI"]).map(|(_, value)| value),
        "redis" => variable(&["REDIS_ADDR"])
            .map(|(_, value)| value)
            .or_else(|| flag(&["--redis.addr", "-redis.addr"])),
        "mysql" => variable(&["DATA_SOURCE_NAME"])
            .map(|(_, value)| value)
            .or_else(|| flag(&["--mysqld.address"])),
        "mongodb" => variable(&["MONGODB_URI"])
            .map(|(_, value)| value)
            .or_else(|| flag(&["--mongodb.uri"])),
        "elasticsearch" => variable(&["ES_URI"])
            .map(|(_, value)| value)
            .or_else(|| flag(&["--es.uri"])),
        "nginx" => flag(&["--nginx.scrape-uri", "-nginx.scrape-uri"])
            .or_else(|| variable(&["SCRAPE_URI"]).map(|(_, value)| value)),
        "memcached" => flag(&["--memcached.address"]),
        "kafka" => flag(&["--kafka.server"]),
        "apache" => flag(&["--scrape_uri"]),
        _ => None,
    }?;
    let asked = fill(&written, &Variables::new());
    // A variable in the login does not hide the host.
    let text = asked.unwrap_or_else(|| masked(&written));
    let (scheme, rest) = text.split_once("://").unwrap_or(("", &text));
    let (login, rest) = rest.rsplit_once('@').unwrap_or(("", rest));
    let rest = rest
        .strip_prefix("tcp(")
        .or_else(|| rest.strip_prefix('('))
        .unwrap_or(rest)
        .replace(")/", "/");
    if kind == "nginx" || kind == "apache" {
        let plain = rest
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.:/?=".contains(c));
        return plain.then(|| Server {
            address: format!(
                "{}://{rest}",
                if scheme.is_empty() { "http" } else { scheme }
            ),
            keys: Vec::new(),
        });
    }
    let host = rest.split(['/', '?', ',']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    if host.is_empty() || !host.chars().all(plain) {
        return None;
    }
    let usual = Catalog::built_in()
        .kinds
        .get(kind)
        .and_then(|kind| kind.default_port);
    let address = match usual {
        Some(port) if !host.contains(':') => format!("{host}:{port}"),
        _ => host.to_owned(),
    };
    Some(Server {
        keys: login_keys(exporter, kind, login, &written, &rest, host, files),
        address,
    })
}

fn login_keys(
    exporter: &Service,
    kind: &str,
    login: &str,
    written: &str,
    rest: &str,
    host: &str,
    files: &Files,
) -> Vec<(String, String)> {
    let mut keys = Vec::new();
    let logs_in = Catalog::built_in()
        .kinds
        .get(kind)
        .and_then(|kind| kind.exporter.as_ref())
        .is_some_and(|exporter| exporter.logs_in);
    let (user, _) = login.split_once(':').unwrap_or((login, ""));
    let of_variable = |name: &str| {
        fill(
            exporter.environment.get(name)?.as_deref()?,
            &Variables::new(),
        )
    };
    let user = Some(user.to_owned()).filter(|user| !user.is_empty() && !user.contains('\u{1}'));
    let user = user
        .or_else(|| of_variable("DATA_SOURCE_USER"))
        .filter(|user| {
            user.chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c))
        });
    let database = rest
        .split('/')
        .nth(1)
        .and_then(|path| path.split('?').next())
        .filter(|name| {
            kind == "postgres"
                && !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        });
    if let Some(database) = database {
        keys.push(("database".into(), toml::string(database)));
    }
    // The variable within the password's place, if the address has one; else one of the server's kind.
    let in_password = written
        .split_once("://")
        .map_or(written, |(_, rest)| rest)
        .split('@')
        .next()
        .and_then(|login| {
            let password = login.split_once(':')?.1;
            names(password).into_iter().next()
        });
    let known = ["DATA_SOURCE_PASS", "REDIS_PASSWORD", "ES_PASSWORD"]
        .into_iter()
        .find_map(|name| {
            let value = exporter.environment.get(name)?;
            let variable = value
                .as_deref()
                .and_then(|value| names(value).into_iter().next());
            Some(variable.unwrap_or_else(|| name.to_owned()))
        });
    let server = files.service(host.split(':').next().unwrap_or_default());
    let variables = Catalog::built_in()
        .kinds
        .get(kind)
        .map(|kind| &kind.variables.password);
    let of_server = server.and_then(|server| {
        let variable = variables?
            .iter()
            .find(|name| server.environment.contains_key(*name))?;
        let value = server.environment.get(variable)?.as_deref();
        Some(
            value
                .and_then(|value| names(value).into_iter().next())
                .unwrap_or_else(|| variable.clone()),
        )
    });
    let has_password = login.contains(':') || known.is_some();
    let variable = in_password.or(known).or(of_server.filter(|_| logs_in));
    if logs_in || has_password {
        if let Some(user) = user.or_else(|| logs_in.then(|| "monitor".to_owned())) {
            keys.push(("username".into(), toml::string(&user)));
        }
        let usual = || format!("{}_PASSWORD", kind.to_uppercase());
        let variable = variable
            .filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or_else(usual);
        keys.push((
            "password".into(),
            format!("{{ env = {} }}", toml::string(&variable)),
        ));
    }
    keys
}

/// Variables become a letter that no host has.
fn masked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        out.push('\u{1}');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

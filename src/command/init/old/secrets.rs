//! Secrets that stand in the files of the old stack: where each is, never what it is.

use serde_json::Value;

use crate::foreign::compose::names;

use super::files::Files;
use super::rules::{text, texts};
use super::told::Told;

/// Ends of the names of variables that hold a secret.
const ENDS: [&str; 9] = [
    "PASSWORD",
    "PASSWD",
    "_PASS",
    "TOKEN",
    "SECRET",
    "SECRET_KEY",
    "API_KEY",
    "APIKEY",
    "PRIVATE_KEY",
];

/// Told already, under another name.
const TOLD: [&str; 1] = ["GF_SECURITY_ADMIN_PASSWORD"];

/// Says which there are.
pub fn tell(files: &Files, told: &mut Told) {
    for (path, service) in files.services() {
        for (name, value) in &service.environment {
            let upper = name.to_uppercase();
            let value = value.as_deref().unwrap_or_default();
            let secret = ENDS.iter().any(|end| upper.ends_with(end)) || has_login(value);
            if secret && is_literal(value) && !TOLD.contains(&name.as_str()) {
                add(format!("{name} of `{}` ({path})", service.name), told);
            }
        }
    }
    for document in &files.datasources {
        let sources = document.value.get("datasources").and_then(Value::as_array);
        for source in sources.into_iter().flatten() {
            let name = text(source, "name").unwrap_or_default();
            let mut keys = texts(source.get("secureJsonData"));
            for key in ["basicAuthPassword", "password"] {
                keys.extend(text(source, key).map(|value| (key.to_owned(), value)));
            }
            for (key, _) in keys.iter().filter(|(_, value)| is_literal(value)) {
                add(
                    format!("{key} of the data source `{name}` ({})", document.path),
                    told,
                );
            }
        }
    }
    if !told.literals.is_empty() {
        let all = told.literals.join(", ");
        told.finding(format!("These secrets stand in files of the repository: {all}. What the new file needs of them is {{ env = \"…\" }} now; change each, since whoever could read the repository knows it"));
    }
}

fn add(what: String, told: &mut Told) {
    if !told.literals.contains(&what) {
        told.literals.push(what);
    }
}

/// Whether it is the secret itself: no variable, switch or path to a file.
fn is_literal(value: &str) -> bool {
    let value = value.trim();
    let elsewhere = value.contains("$__") || !names(value).is_empty() || value.starts_with('/');
    !value.is_empty() && !elsewhere && !["true", "false"].contains(&value.to_lowercase().as_str())
}

/// `scheme://user:password@host`, or `user:password@tcp(host)` as the drivers of MySQL take it.
fn has_login(value: &str) -> bool {
    let login = match value.split_once("://") {
        Some((_, rest)) => {
            let authority = rest.split(['/', '?', ' ']).next().unwrap_or(rest);
            authority.rsplit_once('@').map(|(login, _)| login)
        }
        None => ["@(", "@tcp(", "@unix("]
            .iter()
            .find_map(|at| value.split_once(at))
            .map(|(login, _)| login),
    };
    login
        .and_then(|login| login.split_once(':'))
        .is_some_and(|(_, password)| !password.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{has_login, is_literal};

    #[test]
    fn a_secret_is_told_from_where_it_is_kept() {
        for value in ["hunter2", "p@ss/word", "postgresql://a:b@db:5432/x"] {
            assert!(is_literal(value), "{value}");
        }
        for value in [
            "",
            "${A}",
            "$A",
            "$__file{/run/x}",
            "/run/secrets/x",
            "true",
        ] {
            assert!(!is_literal(value), "{value}");
        }
        assert!(has_login("exporter:pw@(db:3306)/") && has_login("amqp://a:b@mq"));
        assert!(
            !has_login("http://api:4000/x@y:z") && !has_login("mailto:a@b.c") && !has_login("a:b")
        );
    }
}

//! How an exporter will log in, by the variables that the image is given. Names only: a value is used for user and database alone.

use crate::catalog::{Kind, Variables as Known};
use crate::config::value::Secret;
use crate::escape::dotenv;
use crate::foreign::compose::{App, SecretAt, Service, fill, join, names};

use super::surroundings::Surroundings;

/// User, password and database of one service.
#[derive(Debug, Default)]
pub struct Login {
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub database: Option<String>,
    /// Variable whose value stands in the Compose file.
    pub in_plain_text: Option<String>,
    /// The password could not be found, and one has to be made.
    pub made_up: bool,
}

/// The login of a service of this kind. `folder`: where the Compose file lies, from monitoring.toml.
pub fn of(
    service: &Service,
    name: &str,
    kind: &Kind,
    app: &App,
    around: &Surroundings,
    folder: &str,
) -> Login {
    let mut login = Login::default();
    let Some(exporter) = &kind.exporter else {
        return login;
    };
    if exporter.secret_file.is_none() && exporter.password_variable.is_none() {
        return login;
    }
    let at = Place {
        service,
        app,
        around,
        folder,
    };
    let known = &kind.variables;
    at.passwords(known, &mut login);
    let found = login.password.is_some();
    if !exporter.logs_in && !found {
        return login;
    }
    login.username = at
        .text(&known.username)
        .or_else(|| known.usual_username.clone().filter(|_| found));
    if found && login.username.is_none() && !known.root_password.is_empty() {
        login.username.clone_from(&known.root_username);
    }
    if exporter.logs_in && (!found || login.username.is_none()) {
        login.made_up = true;
        login.username = Some("monitor".to_owned());
        login.password = Some(Secret::Env(variable(name, "MONITOR_PASSWORD")));
    }
    if exporter.database.is_some() {
        login.database = at.text(&known.database);
    }
    login
}

/// `DB_MONITOR_PASSWORD`.
pub fn variable(service: &str, what: &str) -> String {
    let name = dotenv::name(service);
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("S{name}_{what}"),
        false => format!("{name}_{what}"),
    }
}

struct Place<'a> {
    service: &'a Service,
    app: &'a App,
    around: &'a Surroundings,
    folder: &'a str,
}

impl Place<'_> {
    /// The value of the first variable that has one in the Compose file.
    fn text(&self, variables: &[String]) -> Option<String> {
        let mut values = variables.iter().filter_map(|name| {
            let written = self
                .service
                .environment
                .get(name)
                .and_then(Option::as_deref);
            match written {
                Some(value) => fill(value, &self.around.plain),
                None => self.around.plain.get(name).cloned(),
            }
        });
        values.find(|value| !value.is_empty() && !value.chars().any(char::is_control))
    }

    fn passwords(&self, known: &Known, login: &mut Login) {
        for (variables, root) in [(&known.password, false), (&known.root_password, true)] {
            for variable in variables {
                let Some((secret, plain)) = self.secret(variable) else {
                    continue;
                };
                login.password = Some(secret);
                login.in_plain_text = plain.then(|| variable.clone());
                if root {
                    login.username.clone_from(&known.root_username);
                }
                return;
            }
        }
        let flag = known.flag.as_deref();
        let at = self
            .service
            .command
            .iter()
            .position(|word| Some(word.as_str()) == flag);
        // Behind `sh -c` the flag is within a word.
        let within = self.service.command.iter().find_map(|word| {
            let (_, rest) = word.split_once(&format!("{} ", flag?))?;
            Some(
                rest.split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .trim_matches(['"', '\''])
                    .to_owned(),
            )
        });
        let next = at.and_then(|at| self.service.command.get(at + 1).cloned());
        if let Some(word) = next.or(within) {
            let word = word.replace("$$", "$");
            let first = names(&word).into_iter().next();
            login.in_plain_text = first.is_none().then(|| flag.unwrap_or_default().to_owned());
            let name = first.or_else(|| known.password.first().cloned());
            login.password = name.map(Secret::Env);
        }
    }

    /// Where the variable's value comes from, and whether that is the Compose file itself.
    fn secret(&self, variable: &str) -> Option<(Secret, bool)> {
        let environment = &self.service.environment;
        if let Some(Some(path)) = environment.get(&format!("{variable}_FILE")) {
            let name = path.strip_prefix("/run/secrets/").unwrap_or(path);
            let secret = match self.app.secrets.get(name) {
                Some(SecretAt::File(file)) => Secret::File(self.path(file)),
                Some(SecretAt::Variable(name)) => Secret::Env(name.clone()),
                _ => Secret::Env(variable.to_owned()),
            };
            return Some((secret, false));
        }
        match environment.get(variable) {
            Some(Some(value)) if value.is_empty() => None,
            Some(Some(value)) => {
                let first = names(value).into_iter().next();
                let plain = first.is_none();
                Some((
                    Secret::Env(first.unwrap_or_else(|| variable.to_owned())),
                    plain,
                ))
            }
            Some(None) => Some((Secret::Env(variable.to_owned()), false)),
            None if self.around.variables.contains(variable) => {
                Some((Secret::Env(variable.to_owned()), false))
            }
            None => None,
        }
    }

    /// A path of the Compose file, which may lie in another folder than monitoring.toml.
    fn path(&self, file: &str) -> String {
        join(self.folder, file)
    }
}

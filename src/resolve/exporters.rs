//! Exporter containers: one per address of each service whose kind needs one.

use std::collections::BTreeMap;

use crate::catalog::{Access, AddressShape, Exporter, Part, SecretEscape};
use crate::config::{Service as Written, Tls};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{ExporterContainer, SecretForm, Service, names};

use super::parse_address;
use super::scope::Scope;
use super::secrets::{self, Use};
use super::web::certificate_path;

/// `db-exporter`; for further addresses `db-exporter-2`, …
pub fn container_name(service: &str, index: usize) -> String {
    match index {
        0 => names::exporter(service),
        more => format!("{}-{}", names::exporter(service), more + 1),
    }
}

pub fn resolve(scope: &mut Scope<'_>) {
    for service in scope.stack.services.clone() {
        let Some(kind) = scope.kind(&service.kind) else {
            continue;
        };
        let Some(written) = scope.written(&service.name) else {
            continue;
        };
        let elsewhere = written
            .exporter
            .as_ref()
            .is_some_and(|exporter| exporter.address.is_some());
        match (kind.access, &kind.exporter) {
            (Access::Host, _) if !elsewhere => scope.stack.node_exporter = true,
            (Access::Exporter, Some(exporter)) if !elsewhere => {
                for index in 0..service.addresses.len() {
                    add(scope, &service, written, exporter, index);
                }
            }
            _ => {}
        }
    }
}

fn add(
    scope: &mut Scope<'_>,
    service: &Service,
    written: &Written,
    exporter: &Exporter,
    index: usize,
) {
    let default_port = scope.kind(&service.kind).and_then(|kind| kind.default_port);
    let Some(address) = service
        .addresses
        .get(index)
        .and_then(|text| parse_address(text))
    else {
        return;
    };
    let name = container_name(&service.name, index);
    let mut values: BTreeMap<&'static str, String> = BTreeMap::from([
        ("host", address.host.clone()),
        ("address", address.host_port(default_port)),
        (
            "scheme",
            address.scheme.clone().unwrap_or_else(|| "http".into()),
        ),
        ("path", address.path.clone().unwrap_or_default()),
    ]);
    // Some exporters read a whole URL; what has no scheme is asked over http.
    let shape = scope.kind(&service.kind).map(|kind| kind.address);
    if let (Some(AddressShape::Url), Some(written)) = (shape, service.addresses.get(index)) {
        let url = if written.contains("://") {
            written.clone()
        } else {
            format!("http://{written}")
        };
        values.insert("address", url);
    }
    if let Some(port) = address.port.or(default_port) {
        values.insert("port", port.to_string());
    }
    if let Some(database) = written
        .database
        .clone()
        .or_else(|| exporter.database.clone())
    {
        values.insert("database", database);
    }
    if let Some(username) = &written.username {
        values.insert("username", username.clone());
    }
    let mut files = BTreeMap::new();
    if let Some(Tls::Options(options)) = &written.tls {
        for (key, file) in [("ca", &options.ca), ("cert", &options.cert)] {
            if let Some(file) = file {
                values.insert(key, certificate_path(file));
                files.insert(file.clone(), certificate_path(file));
            }
        }
    }
    hand_over_password(scope, service, written, exporter, &name, &mut values);

    let tls = matches!(written.tls, Some(Tls::On(true) | Tls::Options(_)));
    let skip = matches!(&written.tls, Some(Tls::Options(options)) if options.skip_verify);
    let mut parts: Vec<&Part> = vec![&exporter.always];
    parts.push(if tls { &exporter.tls } else { &exporter.plain });
    if skip {
        parts.push(&exporter.tls_skip_verify);
    }
    if written.username.is_some() {
        parts.push(&exporter.username);
    }
    if values.contains_key("secret") {
        parts.push(&exporter.password);
    }
    let mut args: Vec<String> = parts
        .iter()
        .flat_map(|part| part.args.iter().filter_map(|arg| fill(arg, &values)))
        .collect();
    args.extend(
        written
            .exporter
            .iter()
            .flat_map(|exporter| exporter.flags.iter().cloned()),
    );
    let environment = parts
        .iter()
        .flat_map(|part| part.environment.iter())
        .filter_map(|(key, value)| Some((key.clone(), fill(value, &values)?)))
        .collect();
    scope.stack.exporters.push(ExporterContainer {
        name,
        service: service.name.clone(),
        component: exporter.component.clone(),
        args,
        environment,
        files,
        password: exporter
            .password_variable
            .clone()
            .zip(values.get("secret").cloned()),
    });
}

fn hand_over_password(
    scope: &mut Scope<'_>,
    service: &Service,
    written: &Written,
    exporter: &Exporter,
    container: &str,
    values: &mut BTreeMap<&'static str, String>,
) {
    let Some(password) = &written.password else {
        return;
    };
    let path = service.path.key("password");
    let Some(file) = &exporter.secret_file else {
        let why = exporter
            .no_password
            .clone()
            .unwrap_or_else(|| "its exporter takes no password".into());
        scope.report(
            Diagnostic::error(
                "secret/no-safe-way",
                format!(
                    "the password of `{}` cannot be handed over safely",
                    service.name
                ),
            )
            .at(Place::Key(path), why)
            .help("run the exporter yourself and write `exporter = { address = \"host:port\" }`"),
        );
        return;
    };
    let template = fill(&file.template, &inside_form(values, file.escape));
    let form = match template {
        Some(template) if template != "{password}" => SecretForm::Template {
            template,
            escape: file.escape,
        },
        _ => SecretForm::Plain,
    };
    let purpose = path.to_string();
    let secret = secrets::add_form(
        scope,
        password,
        Use {
            consumer: container,
            file: file.name.clone(),
            path,
            rereads: exporter.rereads_secret,
        },
        form,
        purpose,
        false,
    );
    values.insert("secret", secret);
}

/// Fills `{name}` placeholders; `None` when one has no value (`{password}` stays: the secrets job fills it).
fn fill(text: &str, values: &BTreeMap<&str, String>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let letters = from[1..]
            .bytes()
            .take_while(|b| b.is_ascii_lowercase() || *b == b'_')
            .count();
        let name = &from[1..=letters];
        // A brace that begins no placeholder stands for itself (JSON).
        if letters == 0 || name == "password" || from.as_bytes().get(letters + 1) != Some(&b'}') {
            out.push('{');
            rest = &from[1..];
            continue;
        }
        out.push_str(values.get(name)?);
        rest = &from[letters + 2..];
    }
    out.push_str(rest);
    Some(out)
}

/// Values as they stand inside the form that holds the secret; what the file does not say is empty there.
fn inside_form(
    values: &BTreeMap<&'static str, String>,
    escape: SecretEscape,
) -> BTreeMap<&'static str, String> {
    let mut out: BTreeMap<&'static str, String> =
        BTreeMap::from([("username", String::new()), ("database", String::new())]);
    for (name, value) in values {
        let value = match escape {
            SecretEscape::Json => {
                let quoted = serde_json::Value::from(value.as_str()).to_string();
                quoted
                    .get(1..quoted.len().saturating_sub(1))
                    .unwrap_or_default()
                    .to_owned()
            }
            SecretEscape::MyCnf | SecretEscape::PostgresDsn | SecretEscape::None => value.clone(),
        };
        out.insert(name, value);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::fill;

    #[test]
    fn placeholders_are_filled_once() {
        let values = BTreeMap::from([("host", "db{port}".to_owned()), ("port", "5432".to_owned())]);
        assert_eq!(
            fill("{host}:{port}", &values).as_deref(),
            Some("db{port}:5432")
        );
        assert_eq!(
            fill("{\"redis://{host}\": \"{password}\"}", &values).as_deref(),
            Some("{\"redis://db{port}\": \"{password}\"}")
        );
        assert_eq!(fill("{database}", &values), None);
        assert_eq!(
            fill(
                "{\"redis://{host}:{port}\":\"{password}\"}",
                &BTreeMap::from([("host", "c".into()), ("port", "1".into())])
            )
            .as_deref(),
            Some("{\"redis://c:1\":\"{password}\"}")
        );
    }
}

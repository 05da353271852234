//! The job `secrets`: checks each secret, and hands it over to its consumers, one volume each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::catalog::{Catalog, SecretEscape};
use crate::escape::shell;
use crate::model::{Secret, SecretForm, SecretSource, Stack, names};

use super::certificates;
use super::container::{add, bind, has_shell, image, small, wait};

/// Variable that stands for one `$` where an exporter expands variables in its option file.
pub const DOLLAR: &str = "MONC_DOLLAR";

/// What every script starts with: how a secret is read, escaped and written.
const FUNCTIONS: &str = include_str!("secrets.sh");

/// Whether the reader of this form expands variables, so that a `$` is written as one.
pub fn expands(escape: SecretEscape) -> bool {
    escape == SecretEscape::MyCnf
}

/// Secrets of one consumer. The job `reload` needs none: it sends signals.
pub fn of<'s>(stack: &'s Stack, consumer: &'s str) -> impl Iterator<Item = &'s Secret> {
    used(stack).filter(move |secret| secret.consumer == consumer)
}

fn used(stack: &Stack) -> impl Iterator<Item = &Secret> {
    stack
        .secrets
        .iter()
        .filter(|secret| secret.consumer != "reload")
}

/// Containers that read secrets, by name.
pub fn consumers(stack: &Stack) -> BTreeSet<&str> {
    used(stack).map(|secret| secret.consumer.as_str()).collect()
}

/// Name of the volume of a consumer.
pub fn volume(consumer: &str) -> String {
    format!("{consumer}-secrets")
}

/// Gives a container its secrets: the volume, and a start only after the job has filled it.
pub fn mount(stack: &Stack, service: &mut Map<String, Value>, consumer: &str) {
    if of(stack, consumer).next().is_some() {
        let volume = format!("{}:{}:ro", volume(consumer), names::SECRETS_FOLDER);
        add(service, "volumes", json!(volume));
        wait(service, "secrets", "service_completed_successfully");
    }
}

/// Variables that secrets come from.
pub fn variables(stack: &Stack) -> BTreeSet<&str> {
    used(stack)
        .filter_map(|secret| match &secret.source {
            SecretSource::Env(name) => Some(name.as_str()),
            SecretSource::File(_) => None,
        })
        .collect()
}

/// The job that hands secrets over.
pub const JOB: &str = "secrets";
/// Label of the job that names the variables which are set.
pub const SET: &str = "monc.secrets-set";

/// Names of the variables that are set, as Compose fills them in. Compose copies variables into a container when it makes it, and leaves
/// what is there when one is emptied: with this label the job is made anew then, and says what is missing.
pub fn set(stack: &Stack) -> String {
    let names: Vec<String> = variables(stack)
        .into_iter()
        .map(|name| format!("${{{name}:+{name}}}"))
        .collect();
    names.join(" ")
}

/// Folders that secret files lie in → their place in the job. Folders, since a file that is replaced by renaming would
/// stay the old one in a mount of its own.
fn folders(stack: &Stack) -> BTreeMap<String, String> {
    let folders: BTreeSet<String> = used(stack)
        .filter_map(|secret| match &secret.source {
            SecretSource::File(path) => Some(parent(path).to_owned()),
            SecretSource::Env(_) => None,
        })
        .collect();
    folders
        .into_iter()
        .enumerate()
        .map(|(index, folder)| (folder, format!("{index}")))
        .collect()
}

fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => ".",
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Component whose image has a shell: Prometheus' unless it is a distroless one.
fn shell_component(stack: &Stack) -> &'static str {
    let components = &Catalog::built_in().components;
    ["prometheus", "alertmanager", "grafana"]
        .into_iter()
        .find(|name| {
            components
                .get(*name)
                .is_some_and(|known| has_shell(&image(stack, name, name), known))
        })
        .unwrap_or("prometheus")
}

/// The job; `None` when the stack has no secrets.
pub fn job(stack: &Stack) -> Option<Map<String, Value>> {
    used(stack).next()?;
    let component = shell_component(stack);
    let mut service = small(stack, JOB, component);
    for (folder, number) in folders(stack) {
        let source = certificates::source(stack, &folder);
        add(
            &mut service,
            "volumes",
            bind(&source, &format!("/in/{number}")),
        );
    }
    for consumer in consumers(stack) {
        let mounted = format!("{}:/out/{consumer}", volume(consumer));
        add(&mut service, "volumes", json!(mounted));
    }
    let variables = variables(stack);
    if !variables.is_empty() {
        service.insert("secrets".into(), json!(variables));
    }
    service.insert("network_mode".into(), json!("none"));
    service.insert("entrypoint".into(), json!(["/bin/sh", "-euc"]));
    service.insert("command".into(), json!([script(stack)]));
    service.insert("restart".into(), json!("no"));
    // Root, to read files of any owner; and the one writable container, since Compose copies variables into it.
    service.insert("user".into(), json!("0:0"));
    service.insert("cap_add".into(), json!(["DAC_READ_SEARCH"]));
    service.insert("read_only".into(), json!(false));
    if component == "prometheus" {
        // The image's volume would otherwise be made anew, without a name, at each run.
        service.insert("tmpfs".into(), json!(["/prometheus:size=1m"]));
    }
    Some(service)
}

/// The script: reads below `$variables` and `$files`, writes below `$out`.
pub fn script(stack: &Stack) -> String {
    let folders = folders(stack);
    let mut script = FUNCTIONS.to_owned();
    for consumer in consumers(stack) {
        script.push_str(&format!("\nconsumer {}\n", shell::word(consumer)));
        for secret in of(stack, consumer) {
            let file = shell::word(base_name(&secret.file));
            script.push_str(&format!("keep {file}\n"));
            script.push_str(&read(secret, &folders));
            let write = match &secret.form {
                SecretForm::Plain => "printf '%s' \"$value\"".to_owned(),
                SecretForm::Template { template, escape } => fill(template, *escape),
            };
            script.push_str(&format!(" && {{\n{write}\n}} | write {file} || failed=1\n"));
        }
        script.push_str("sweep\n");
    }
    script.push_str("\n[ \"$failed\" = 0 ]\n");
    script
}

fn read(secret: &Secret, folders: &BTreeMap<String, String>) -> String {
    let lines = match &secret.form {
        SecretForm::Template { escape, .. } if expands(*escape) => "one_line",
        SecretForm::Template {
            escape: SecretEscape::PostgresDsn,
            ..
        } => "no_blank",
        _ => "any",
    };
    match &secret.source {
        SecretSource::Env(name) => format!("from_variable {} {lines}", shell::word(name)),
        SecretSource::File(path) => {
            let place = folders.get(parent(path)).map_or("", String::as_str);
            let inside = format!("{place}/{}", base_name(path));
            format!(
                "from_file {} {} {lines}",
                shell::word(&inside),
                shell::word(path)
            )
        }
    }
}

/// Commands that print the template with the secret in it.
fn fill(template: &str, escape: SecretEscape) -> String {
    // mysqld_exporter's reader cuts double-quoted values at `#` and `;` and knows no escapes in them; between backquotes it takes
    // all but the end of the line as it is, and then expands variables.
    let (placeholder, filter) = match escape {
        SecretEscape::None | SecretEscape::PostgresDsn => ("{password}", "plain"),
        SecretEscape::Json => ("{password}", "json"),
        SecretEscape::MyCnf if template.contains("\"{password}\"") => ("\"{password}\"", "my_cnf"),
        SecretEscape::MyCnf => ("{password}", "my_cnf"),
    };
    let fill = format!("printf '%s' \"$value\" | {filter}");
    template
        .split(placeholder)
        .map(|piece| {
            if piece.is_empty() {
                String::new()
            } else {
                format!("printf '%s' {}", shell::word(piece))
            }
        })
        .collect::<Vec<_>>()
        .join(&format!("\n{fill}\n"))
        .trim_matches('\n')
        .replace("\n\n", "\n")
}

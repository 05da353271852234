//! `.env.example`: every variable and secret file, where each is used, and what to do after a change.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::header;
use crate::escape::dotenv;
use crate::model::{Secret, SecretSource, Stack};

use super::secrets;

/// The whole file.
pub fn text(stack: &Stack) -> String {
    let mut text = String::new();
    for line in header(
        stack,
        "Copy this file to .env beside it, and fill in the values.",
    )
    .lines()
    {
        comment(&mut text, line);
    }
    for line in [
        "",
        "In single quotes a `$` stands for itself. After a change: `docker compose up -d` in this folder.",
        "`docker compose config --environment` prints all of it: do not paste that anywhere.",
        "",
        "Containers that a new build no longer has are removed by `docker compose up -d`.",
    ] {
        comment(&mut text, line);
    }
    text.push_str("COMPOSE_REMOVE_ORPHANS=1\n");
    let (variables, files) = by_source(stack);
    for (name, uses) in variables {
        text.push('\n');
        describe(&mut text, &uses);
        text.push_str(&format!("{name}={}\n", dotenv::value("change me")));
    }
    if !files.is_empty() {
        text.push('\n');
        let whose = format!(
            "Files with one secret each; paths from the folder of {}, mode 0600 is fine:",
            stack.source
        );
        comment(&mut text, &whose);
        for (path, uses) in files {
            text.push('\n');
            comment(&mut text, path);
            describe(&mut text, &uses);
        }
    }
    text
}

/// Secrets by variable, and by file.
type Sources<'s> = (
    BTreeMap<&'s str, Vec<&'s Secret>>,
    BTreeMap<&'s str, Vec<&'s Secret>>,
);

fn by_source(stack: &Stack) -> Sources<'_> {
    let (mut variables, mut files) = (BTreeMap::new(), BTreeMap::new());
    for consumer in secrets::consumers(stack) {
        for secret in secrets::of(stack, consumer) {
            let (sources, name): (&mut BTreeMap<&str, Vec<&Secret>>, _) = match &secret.source {
                SecretSource::Env(name) => (&mut variables, name),
                SecretSource::File(path) => (&mut files, path),
            };
            sources.entry(name).or_default().push(secret);
        }
    }
    (variables, files)
}

fn describe(text: &mut String, uses: &[&Secret]) {
    let purposes: BTreeSet<&str> = uses.iter().map(|secret| secret.purpose.as_str()).collect();
    for purpose in purposes {
        comment(text, &format!("  for {purpose}"));
    }
    let admin = uses
        .iter()
        .any(|s| s.consumer == "grafana" && s.file == "admin_password");
    let password = uses
        .iter()
        .any(|s| s.consumer == "access" && s.file.starts_with("user_"));
    if admin {
        comment(
            text,
            "  Grafana takes it at its very first start only; later, change it in Grafana first, then here.",
        );
    }
    if password {
        comment(
            text,
            "  Taken when the user is made; later changes are the person's own, in Grafana.",
        );
    }
    let restart: BTreeSet<&str> = uses
        .iter()
        .filter(|secret| !(secret.rereads || admin && secret.consumer == "grafana"))
        .map(|secret| secret.consumer.as_str())
        .collect();
    if !restart.is_empty() {
        let names: Vec<&str> = restart.into_iter().collect();
        let line = format!(
            "  read once: after a change also `docker compose restart {}`",
            names.join(" ")
        );
        comment(text, &line);
    }
}

fn comment(text: &mut String, line: &str) {
    text.push('#');
    if !line.is_empty() {
        text.push(' ');
        // A line break would end the comment.
        text.extend(line.chars().filter(|character| !character.is_control()));
    }
    text.push('\n');
}

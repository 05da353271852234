//! From what was found to a monitoring.toml with comments where a person has to decide.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::escape::toml;
use crate::foreign::compose::{Service, folder_of};
use crate::model::names::RESERVED_SERVICES;

use super::compose::Found;
use super::entry::Entry;
use super::fate::{Fate, fate};
use super::page::{Page, one_or_list};
use super::surroundings;

/// A draft, and what to say of it.
#[derive(Debug, Default)]
pub struct Draft {
    pub text: String,
    /// Services that are watched.
    pub watched: usize,
    /// Parts of a monitoring stack in the app's own file.
    pub monitoring: Vec<String>,
    /// Passwords that stand in the Compose file: service and variable.
    pub in_plain_text: Vec<(String, String)>,
}

/// Writes the draft. `name`: the stack's.
pub fn draft(found: &Found, stack: &str) -> Draft {
    let app = &found.app;
    let folder = folder_of(found.files.first().map_or("", String::as_str)).to_owned();
    let at = if folder.is_empty() {
        Path::new(".")
    } else {
        Path::new(&folder)
    };
    let mut out = Draft::default();
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut containers: Vec<(&Service, String, String)> = Vec::new();
    let mut left: Vec<(String, String)> = Vec::new();
    let ends: BTreeSet<&str> = app
        .services
        .iter()
        .flat_map(|s| s.ends.iter().map(String::as_str))
        .collect();
    let mut taken = BTreeSet::from(["machine".to_owned(), "containers".to_owned()]);
    for service in &app.services {
        let mut around = surroundings::of(service, at);
        // One image, several commands: the one that the Compose file gives a port listens on it, not the workers beside it.
        let beside = |other: &&Service| {
            other.name != service.name && other.build.is_some() && other.build == service.build
        };
        if app
            .services
            .iter()
            .filter(beside)
            .any(|other| !other.listens().is_empty())
        {
            around.ports.clear();
        }
        match fate(service, &around, ends.contains(service.name.as_str())) {
            Fate::Watched(kind) => entries.push(Entry {
                service,
                name: own_name(&service.name, &mut taken),
                kind,
                around,
            }),
            Fate::Monitoring => out.monitoring.push(service.name.clone()),
            Fate::Container(why) => {
                let name = own_name(&service.name, &mut taken);
                containers.push((service, name, why));
            }
            Fate::Left(why) => left.push((service.name.clone(), why)),
        }
    }
    let mut page = Page::default();
    head(&mut page, found, stack);
    // A probe is never seen dead, so it holds back nothing of those that depend on it.
    let names: BTreeMap<&str, &str> = entries
        .iter()
        .filter(|entry| entry.kind != "probe")
        .map(|entry| (entry.service.name.as_str(), entry.name.as_str()))
        .collect();
    for entry in &entries {
        super::entry::write(&mut page, entry, app, &folder, &names, &mut out);
    }
    for (service, name, why) in &containers {
        super::entry::container(&mut page, service, name, why, &names);
    }
    if !left.is_empty() || !out.monitoring.is_empty() {
        page.gap();
        page.comment("Not services here. `containers` above sees them while they run, and nobody is told when one is gone:");
        for (name, why) in &left {
            page.comment(&format!("- {name}: {why}"));
        }
        for name in &out.monitoring {
            page.comment(&format!(
                "- {name}: monitoring of its own, which monc brings along itself"
            ));
        }
    }
    tail(&mut page);
    out.watched = entries.len();
    out.text = page.text();
    out
}

/// A name that monitoring.toml allows and nobody else has.
pub fn own_name(written: &str, taken: &mut BTreeSet<String>) -> String {
    let lower = written.to_lowercase();
    let fine = |c: char| {
        if c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-') {
            c
        } else {
            '-'
        }
    };
    let name: String = lower.chars().map(fine).take(50).collect();
    let name = name.trim_matches(['-', '_']);
    let name = if name.is_empty() { "service" } else { name };
    let reserved = |name: &str| RESERVED_SERVICES.contains(&name) || name.starts_with("stack-");
    let mut name = if reserved(name) {
        format!("app-{name}")
    } else {
        name.to_owned()
    };
    let base = name.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{base}-{number}");
        number += 1;
    }
    name
}

fn head(page: &mut Page, found: &Found, stack: &str) {
    page.line("#:schema ./monitoring.schema.json");
    page.gap();
    page.comment(&format!(
        "Made by `monc init` from {}. What only you can decide is said in a comment, and by `monc check`. Then `monc build` writes the stack.",
        found.files.join(" and ")
    ));
    monc_and_stack(page, stack);
    page.table(&["compose"]);
    page.noted(
        "app",
        &one_or_list(&found.files),
        "read to check addresses and to join the networks of the services",
    );
    if found.app.services.is_empty() {
        page.comment(&format!("{} has no services.", found.files.join(" and ")));
    }
    page.gap();
    page.comment("The machine that the stack runs on, and its containers: `monc list thresholds` shows when they are told.");
    page.header(&["services", "machine"]);
    page.key("kind", "\"host\"");
    page.table(&["services", "containers"]);
    page.key("kind", "\"container\"");
}

/// `[monc]` and `[stack] name`.
pub fn monc_and_stack(page: &mut Page, stack: &str) {
    page.table(&["monc"]);
    page.noted(
        "edition",
        "\"2026\"",
        "what the words below mean; a newer monc never changes it silently",
    );
    page.noted("requires", "\">=0.1\"", "an older monc says \"too old\"");
    // What is there already is somebody's, and `monc build` does not write over it.
    let theirs = std::fs::read_dir("monitoring").is_ok_and(|mut entries| entries.next().is_some());
    if theirs {
        page.table(&["build"]);
        page.noted(
            "out",
            "\"monitoring-stack\"",
            "monitoring/ holds files of yours",
        );
    }
    page.table(&["stack"]);
    page.key("name", &toml::string(stack));
}

fn tail(page: &mut Page) {
    page.gap();
    page.comment("Decide: who is told? Until then alerts are only seen in Grafana. Or email, discord, telegram, msteams, webhook, …");
    page.line("# [receivers.chat]");
    page.line("# slack = { webhook_url = { env = \"SLACK_WEBHOOK_URL\" }, channel = \"#alerts\" }");
}

//! The files of a hand-written stack: found, and told apart by what is in them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::app;
use crate::command::init::sorts::{Sort, sort};
use crate::error::Error;
use crate::foreign;
use crate::foreign::compose::App;

/// Files that are looked at.
const MOST_FILES: usize = 3000;

/// Folders in folders that are looked at.
const DEEPEST: usize = 8;

/// Longest dashboard that is read, in bytes; YAML has its own limit.
const LONGEST_JSON: u64 = 8 << 20;

/// Folders that hold no monitoring.
const SKIPPED: [&str; 6] = [
    "node_modules",
    "target",
    "vendor",
    "venv",
    "dist",
    "__pycache__",
];

/// A file and what it says.
#[derive(Debug, Clone)]
pub struct Document {
    /// From the folder of monitoring.toml.
    pub path: String,
    pub value: Value,
}

/// All of the stack.
#[derive(Debug, Default)]
pub struct Files {
    pub prometheus: Vec<Document>,
    pub rules: Vec<Document>,
    pub alertmanager: Vec<Document>,
    pub blackbox: Vec<Document>,
    pub datasources: Vec<Document>,
    /// Lists of targets that `file_sd_configs` may name.
    pub targets: Vec<Document>,
    pub apps: Vec<(String, App)>,
    /// Paths of dashboards, with their text.
    pub dashboards: Vec<(String, String)>,
    /// All paths, for references to files.
    pub all: Vec<String>,
    /// Files that could not be read, and why.
    pub unread: Vec<(String, String)>,
}

/// Reads the folder.
pub fn find(folder: &Path) -> Result<Files, Error> {
    let shown = folder.display().to_string();
    if !folder.is_dir() {
        return Err(if folder.exists() {
            Error::Unknown(format!(
                "{shown} is a file: `--from-monitoring` takes the folder of the stack"
            ))
        } else {
            Error::Missing { path: shown }
        });
    }
    if is_ours(folder) {
        return Err(Error::Unknown(format!(
            "{shown} was written by monc: the file it was made from is the one to go on with"
        )));
    }
    fs::read_dir(folder).map_err(|reason| Error::reading(folder, reason))?;
    let base = shown.trim_start_matches("./").trim_end_matches('/');
    let base = if base == "." { "" } else { base };
    let mut files = Files::default();
    walk(folder, base, 0, &mut files);
    files.all.sort();
    let all = files.all.clone();
    for path in &all {
        take(path, &mut files);
    }
    Ok(files)
}

/// Whether monc wrote the folder.
fn is_ours(folder: &Path) -> bool {
    folder.join(".monc/manifest.json").is_file()
}

fn walk(folder: &Path, shown: &str, depth: usize, files: &mut Files) {
    let Ok(entries) = fs::read_dir(folder) else {
        return files
            .unread
            .push((shown.to_owned(), "it may not be read".to_owned()));
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if shown.is_empty() {
            name.clone()
        } else {
            format!("{shown}/{name}")
        };
        // Links are not followed: they may lead anywhere, and round.
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() {
            if depth < DEEPEST
                && !name.starts_with('.')
                && !SKIPPED.contains(&name.as_str())
                && !is_ours(&entry.path())
            {
                walk(&entry.path(), &path, depth + 1, files);
            }
        } else if kind.is_file() && files.all.len() < MOST_FILES {
            files.all.push(path);
        }
    }
}

fn take(path: &str, files: &mut Files) {
    let lower = path.to_lowercase();
    if lower.ends_with(".json") {
        let short = fs::metadata(path).is_ok_and(|data| data.len() <= LONGEST_JSON);
        if let Some(text) = short.then(|| fs::read_to_string(path).ok()).flatten()
            && let Ok(value) = serde_json::from_str::<Value>(&text)
        {
            let value = value.get("dashboard").cloned().unwrap_or(value);
            if value.get("panels").is_some() || value.get("rows").is_some() {
                files.dashboards.push((path.to_owned(), text));
            } else if value.is_array() {
                files.targets.push(document(path, value));
            }
        }
        return;
    }
    if ![
        ".yml",
        ".yaml",
        ".rules",
        ".yml.tmpl",
        ".yml.template",
        ".tpl",
    ]
    .iter()
    .any(|end| lower.ends_with(end))
    {
        return;
    }
    let text = match app::text(Path::new(path)) {
        Ok(text) => text,
        Err(why) => return files.unread.push((path.to_owned(), why)),
    };
    let first = |word: &str| text.lines().any(|line| line.trim_start().starts_with(word));
    if first("ALERT ") && first("IF ") {
        let why = "its rules are in the form of Prometheus 1, which newer ones refuse";
        return files.unread.push((path.to_owned(), why.to_owned()));
    }
    let value = match foreign::read(&text) {
        Ok(value) => value,
        // Files of other things may well be no YAML: only those that look like ours are missed.
        Err(why) => {
            let ours = ["scrape_configs", "groups:", "receivers:", "services:"];
            if ours.iter().any(|word| text.contains(word)) {
                files.unread.push((path.to_owned(), why));
            }
            return;
        }
    };
    let has = |key: &str| value.get(key).is_some();
    if has("scrape_configs") || (has("global") && has("rule_files")) {
        files.prometheus.push(document(path, value));
    } else if has("route") && has("receivers") {
        files.alertmanager.push(document(path, value));
    } else if value.get("groups").is_some_and(Value::is_array) {
        files.rules.push(document(path, value));
    } else if has("datasources") {
        files.datasources.push(document(path, value));
    } else if value.get("modules").is_some_and(Value::is_object) {
        files.blackbox.push(document(path, value));
    } else if value
        .as_array()
        .is_some_and(|list| list.iter().any(|entry| entry.get("targets").is_some()))
    {
        files.targets.push(document(path, value));
    } else if value.get("services").is_some_and(Value::is_object) {
        let read = app::read(&[path.to_owned()], Path::new(""), &|_| ());
        match read {
            Ok(app) => files.apps.push((path.to_owned(), app)),
            Err(problem) => files.unread.push((problem.file, problem.reason)),
        }
    }
}

fn document(path: &str, value: Value) -> Document {
    Document {
        path: path.to_owned(),
        value,
    }
}

impl Files {
    /// The service of a Compose file that a host is.
    pub fn service(&self, host: &str) -> Option<&foreign::compose::Service> {
        self.apps.iter().find_map(|(_, app)| app.reached_as(host))
    }

    /// Networks, made elsewhere, on which Prometheus was: what it reached there is in no file here.
    pub fn networks(&self) -> Vec<String> {
        let of = |(_, app): &(String, App)| -> Vec<String> {
            let servers = app.services.iter().filter(|service| {
                service.repository().map(sort) == Some(Sort::Monitoring(Some("prometheus")))
            });
            let keys = servers.flat_map(|service| service.networks.keys());
            let external = |key: &&String| {
                app.networks
                    .get(*key)
                    .is_some_and(|network| network.external)
            };
            keys.filter(external).map(|key| app.network(key)).collect()
        };
        let mut networks: Vec<String> = self.apps.iter().flat_map(of).collect();
        networks.sort();
        networks.dedup();
        networks
    }

    /// All services, with the file of each.
    pub fn services(&self) -> impl Iterator<Item = (&str, &foreign::compose::Service)> {
        self.apps.iter().flat_map(|(path, app)| {
            app.services
                .iter()
                .map(move |service| (path.as_str(), service))
        })
    }

    /// Files whose path ends as a glob says: what lies in a container under that path lies here under its end.
    pub fn named(&self, glob: &str) -> Vec<&str> {
        let ends: Vec<&str> = glob
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        for take in (1..=ends.len().min(3)).rev() {
            let end = ends[ends.len() - take..].join("/");
            let Ok(pattern) = glob::Pattern::new(&end) else {
                return Vec::new();
            };
            let fits = |path: &&String| {
                let parts: Vec<&str> = path.split('/').collect();
                parts.len() >= take && pattern.matches(&parts[parts.len() - take..].join("/"))
            };
            let found: Vec<&str> = self.all.iter().filter(fits).map(String::as_str).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }
}

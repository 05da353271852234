//! The Compose files that `monc init` finds, read by `docker compose` itself where it is there.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use crate::command::{Terminal, app};
use crate::error::Error;
use crate::foreign::compose::{App, folder_of, of_config};

/// Names that Compose itself looks for, the first that is there.
const NAMES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
];

/// What it lays over them.
const OVERRIDES: [&str; 4] = [
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.override.yaml",
    "docker-compose.override.yml",
];

/// What marks the root of a repository: nothing above it is looked at.
const ROOT_MARKS: [&str; 4] = [".git", ".jj", ".hg", ".svn"];

/// How long `docker compose config` may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Files, and what they say.
pub struct Found {
    /// As they are written in monitoring.toml: `docker-compose.yml`, `../compose.yaml`.
    pub files: Vec<String>,
    pub app: App,
    /// Who read them, for a person.
    pub reader: &'static str,
}

/// Reads `files`, or those that are found from here upwards; `None`: there are none.
pub fn find(files: &[PathBuf], terminal: &Terminal) -> Result<Option<Found>, Error> {
    let files = if files.is_empty() {
        match nearest() {
            Some(files) => files,
            None => return Ok(None),
        }
    } else {
        files
            .iter()
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect()
    };
    // What cannot be read is said by our own reader, which names the file.
    let ours = app::read(&files, Path::new(""), &|step| terminal.progress(step));
    let ours = ours.map_err(|problem| {
        Error::Unknown(format!("cannot read {}: {}", problem.file, problem.reason))
    });
    let (app, reader) = match docker(&files) {
        Docker::Said(text) => match of_config(&text, &app::name(&files, Path::new("")), &files) {
            Ok(app) => (with_paths(app, ours.ok()), "`docker compose config`"),
            Err(_) => (
                ours?,
                "monc itself, since `docker compose config` gave something else",
            ),
        },
        Docker::Absent => (ours?, "monc itself, since `docker compose` is not here"),
        Docker::Failed => (
            ours?,
            "monc itself, since `docker compose config` refuses it",
        ),
    };
    Ok(Some(Found { files, app, reader }))
}

/// Compose prints whole paths, which are of this machine: ours are from the folder of the files.
fn with_paths(mut app: App, ours: Option<App>) -> App {
    let Some(ours) = ours else { return app };
    for service in &mut app.services {
        if let Some(known) = ours.service(&service.name) {
            service.build.clone_from(&known.build);
            service.env_files.clone_from(&known.env_files);
            service.mounts.clone_from(&known.mounts);
            // Values from env_file are mixed in there, with no way to tell.
            service.environment.clone_from(&known.environment);
        }
    }
    app.secrets = ours.secrets;
    app.files = ours.files;
    app.named = ours.named;
    app
}

/// The nearest folder with a Compose file, up to the root of the repository.
fn nearest() -> Option<Vec<String>> {
    let here = env::current_dir().ok()?;
    let mut shown = String::new();
    for folder in here.ancestors() {
        let first = |names: &[&str]| {
            let found = names.iter().find(|name| folder.join(name).is_file());
            found.map(|name| format!("{shown}{name}"))
        };
        if let Some(file) = first(&NAMES) {
            return Some(
                [Some(file), first(&OVERRIDES)]
                    .into_iter()
                    .flatten()
                    .collect(),
            );
        }
        if ROOT_MARKS.iter().any(|mark| folder.join(mark).exists()) {
            return None;
        }
        shown.push_str("../");
    }
    None
}

/// Compose files of this folder, and of those in it, that have other names.
pub fn others() -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |folder: &str| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let yaml = name.ends_with(".yml") || name.ends_with(".yaml");
            if yaml && name.contains("compose") && entry.path().is_file() {
                found.push(if folder == "." {
                    name
                } else {
                    format!("{folder}/{name}")
                });
            }
        }
    };
    look(".");
    for folder in ["docker", "deploy", "infra", "ops", ".docker"] {
        look(folder);
    }
    found.sort();
    found
}

enum Docker {
    Said(String),
    Absent,
    Failed,
}

/// What `docker compose config` says of the files. Variables stay as written, so that no secret comes along.
fn docker(files: &[String]) -> Docker {
    let mut command = Command::new("docker");
    command.arg("compose");
    for file in files {
        command.args(["-f", file]);
    }
    let folder = folder_of(files.first().map_or("", String::as_str));
    command
        .args([
            "--project-directory",
            if folder.is_empty() { "." } else { folder },
        ])
        .args(["config", "--no-interpolate", "--format", "json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let Ok(child) = command.spawn() else {
        return Docker::Absent;
    };
    match finish(child) {
        Some(text) => Docker::Said(text),
        None if !has_compose() => Docker::Absent,
        None => Docker::Failed,
    }
}

/// Whether `docker` knows `compose` at all.
fn has_compose() -> bool {
    let mut command = Command::new("docker");
    command
        .args(["compose", "version"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.spawn().is_ok_and(|child| finish(child).is_some())
}

/// The output of a process that ends well and in time.
fn finish(mut child: Child) -> Option<String> {
    let mut out = child.stdout.take()?;
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut out, &mut bytes).map(|_| bytes)
    });
    let started = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if started.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(10)),
            _ => {
                // It may be gone already.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    };
    let bytes = reader.join().ok()?.ok()?;
    status
        .success()
        .then(|| String::from_utf8(bytes).ok())
        .flatten()
}

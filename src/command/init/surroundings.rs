//! What lies around a Compose file and says more of a service: its Dockerfile, the manifest of its packages, the configuration of nginx,
//! the names in its `env_file`. Values are kept of variables that name a user or a database, of no others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::catalog::Catalog;
use crate::command::app;
use crate::foreign::compose::Service;

use super::{dockerfile, packages, stub_status};

/// Files of one folder that are looked at.
const MOST_FILES: usize = 200;

/// Longest file that is looked at, in bytes.
const LONGEST: u64 = 2 << 20;

/// What was found of one service.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// Image of its Dockerfile's last stage.
    pub base: Option<String>,
    pub ports: Vec<u16>,
    /// Manifests that were read, from the folder of the Compose file.
    pub manifests: Vec<String>,
    /// Dialect, package, and the manifest that names it.
    pub dialect: Option<(&'static str, &'static str, String)>,
    /// Port and path of nginx's `stub_status`, and the file that says so.
    pub stub_status: Option<(u16, String, String)>,
    /// Names of the variables in its `env_file`s.
    pub variables: BTreeSet<String>,
    /// Those of users and databases.
    pub plain: BTreeMap<String, String>,
}

/// Looks around `service`, whose paths are relative to `folder`.
pub fn of(service: &Service, folder: &Path) -> Surroundings {
    let mut found = Surroundings::default();
    if let Some(build) = &service.build
        && !build.context.contains("://")
        && !build.context.contains('$')
    {
        let context = folder.join(&build.context);
        let name = build.dockerfile.as_deref().unwrap_or("Dockerfile");
        if let Some(text) = text(&context.join(name)) {
            let file = dockerfile::read(&text);
            (found.base, found.ports) = (file.image, file.ports);
        }
        manifests(&mut found, &context, &build.context);
        status_of_nginx(&mut found, &context, &build.context, true);
    }
    for mount in &service.mounts {
        if let Some(source) = mount
            .source
            .as_deref()
            .filter(|source| source.starts_with(['.', '/']))
            && mount.target.starts_with("/etc/nginx")
        {
            status_of_nginx(
                &mut found,
                &folder.join(source),
                source.trim_start_matches("./"),
                false,
            );
        }
    }
    for path in &service.env_files {
        let lines = text(&folder.join(path)).unwrap_or_default();
        for (name, value) in lines.lines().filter_map(|line| line.trim().split_once('=')) {
            let name = name.trim_start_matches("export ").trim();
            if plain().any(|known| known == name) {
                let value = value.trim().trim_matches(['"', '\'']);
                found.plain.insert(name.to_owned(), value.to_owned());
            }
            found.variables.insert(name.to_owned());
        }
    }
    found
}

/// Variables whose value is no secret.
fn plain() -> impl Iterator<Item = &'static String> {
    let kinds = Catalog::built_in().kinds.values();
    kinds.flat_map(|kind| {
        kind.variables
            .username
            .iter()
            .chain(&kind.variables.database)
    })
}

/// The manifests of a folder that its own Dockerfile builds.
fn manifests(found: &mut Surroundings, context: &Path, shown: &str) {
    let mut names: Vec<String> = packages::MANIFESTS
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    let further = entries(context).into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        packages::ENDS
            .iter()
            .any(|end| name.ends_with(end))
            .then_some(name)
    });
    names.extend(further);
    for name in names {
        let Some(text) = text(&context.join(&name)) else {
            continue;
        };
        let path = crate::foreign::compose::join(shown, &name);
        if let (None, Some((dialect, package))) = (&found.dialect, packages::dialect(&text)) {
            found.dialect = Some((dialect, package, path.clone()));
        }
        found.manifests.push(path);
    }
}

/// Looks for `stub_status` in a file, or in the `.conf` files of a folder.
fn status_of_nginx(found: &mut Surroundings, path: &Path, shown: &str, only_conf: bool) {
    let mut open = vec![(path.to_owned(), shown.to_owned(), 0)];
    let mut files = 0;
    while let Some((path, shown, depth)) = open.pop() {
        if found.stub_status.is_some() || files > MOST_FILES {
            return;
        }
        if path.is_dir() {
            if depth < 3 {
                open.extend(entries(&path).into_iter().filter_map(|path| {
                    let name = path.file_name()?.to_str()?.to_owned();
                    let skip = name.starts_with('.') || name == "node_modules";
                    (!skip).then(|| {
                        (
                            path,
                            crate::foreign::compose::join(&shown, &name),
                            depth + 1,
                        )
                    })
                }));
            }
            continue;
        }
        files += 1;
        let is_conf = [".conf", ".template"]
            .iter()
            .any(|end| shown.ends_with(end));
        if (only_conf || depth > 0) && !is_conf {
            continue;
        }
        let status = text(&path).and_then(|text| stub_status::find(&text));
        found.stub_status = status.map(|(port, at)| (port, at, shown));
    }
}

/// What a folder holds, by name.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).take(MOST_FILES).collect();
    paths.sort();
    paths
}

/// The text of a file, if it is one and not too long.
fn text(path: &Path) -> Option<String> {
    let short = fs::metadata(path).ok()?.len() <= LONGEST;
    short.then(|| app::text(path).ok()).flatten()
}

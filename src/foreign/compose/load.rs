//! From Compose files to what they say together.

use serde_json::{Map, Value};

use super::{App, Variables, app, fill, merge};
use crate::foreign::yaml;

/// Files that belong to one app, and how deep a service may extend another.
const MOST_FILES: usize = 100;

/// How often files are read for one app: each of thirty may include the next one twice.
const MOST_READS: usize = 500;

/// A file that cannot be read, or is none of Compose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// As written, from the folder of the files.
    pub file: String,
    pub reason: String,
}

/// Hands the text of a file over, or says why not.
pub type Reader<'r> = dyn FnMut(&str) -> Result<String, String> + 'r;

/// Reads files, the later over the earlier. `folder` is the name of the folder of the first: an app without `name` is called so.
pub fn load(
    files: &[String],
    folder: &str,
    variables: &Variables,
    read: &mut Reader<'_>,
) -> Result<App, Problem> {
    let mut loader = Loader {
        variables,
        read,
        open: Vec::new(),
        seen: Vec::new(),
        reads: 0,
    };
    let root = files.first().map_or("", |first| folder_of(first));
    let mut merged = Value::Null;
    for file in files {
        let tree = loader.tree(file, root)?;
        merged = merge::files(merged, tree);
    }
    let read = loader.seen;
    Ok(app::app(&merged, folder, variables, read))
}

/// The same from what `docker compose config --format json` prints for `files`.
pub fn of_config(text: &str, folder: &str, files: &[String]) -> Result<App, String> {
    let tree: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    checked(&tree)?;
    Ok(app::app(&tree, folder, &Variables::new(), files.to_vec()))
}

struct Loader<'l, 'r> {
    variables: &'l Variables,
    read: &'l mut Reader<'r>,
    /// Files that are being read, each named by the one before it.
    open: Vec<String>,
    seen: Vec<String>,
    reads: usize,
}

impl Loader<'_, '_> {
    /// One file, with what it includes and extends; its paths are relative to `folder`.
    fn tree(&mut self, file: &str, folder: &str) -> Result<Value, Problem> {
        let problem = |reason: String| Problem {
            file: file.to_owned(),
            reason,
        };
        if self.open.iter().any(|open| open == file) {
            return Err(problem("it includes or extends itself".to_owned()));
        }
        self.reads += 1;
        if self.reads > MOST_READS {
            return Err(problem(format!(
                "files are included or extended more than {MOST_READS} times"
            )));
        }
        if self.seen.len() >= MOST_FILES {
            return Err(problem(format!(
                "more than {MOST_FILES} files belong together"
            )));
        }
        if !self.seen.iter().any(|seen| seen == file) {
            self.seen.push(file.to_owned());
        }
        let text = (self.read)(file).map_err(problem)?;
        let mut tree = yaml::read(&text).map_err(problem)?;
        checked(&tree).map_err(problem)?;
        rebase(&mut tree, folder);
        self.open.push(file.to_owned());
        let included = self.included(&mut tree, folder)?;
        self.extend(&mut tree, file, folder)?;
        self.open.pop();
        Ok(merge::files(included, tree))
    }

    fn included(&mut self, tree: &mut Value, folder: &str) -> Result<Value, Problem> {
        let mut merged = Value::Null;
        let Some(Value::Array(list)) = tree.as_object_mut().and_then(|tree| tree.remove("include"))
        else {
            return Ok(merged);
        };
        for entry in list {
            let (paths, own) = match &entry {
                Value::Object(table) => (
                    texts(table.get("path")),
                    table.get("project_directory").and_then(Value::as_str),
                ),
                other => (texts(Some(other)), None),
            };
            // A path that needs a variable is another one for everybody.
            let paths = paths.iter().filter_map(|path| fill(path, self.variables));
            let paths: Vec<String> = paths.map(|path| join(folder, &path)).collect();
            let inside = match (own, paths.first()) {
                (Some(own), _) => join(folder, own),
                (None, Some(first)) => folder_of(first).to_owned(),
                (None, None) => continue,
            };
            for path in &paths {
                let tree = self.tree(path, &inside)?;
                merged = merge::files(merged, tree);
            }
        }
        Ok(merged)
    }

    fn extend(&mut self, tree: &mut Value, file: &str, folder: &str) -> Result<(), Problem> {
        let names: Vec<String> = services(tree)
            .map(|all| all.keys().cloned().collect())
            .unwrap_or_default();
        for name in names {
            self.extend_one(tree, &name, file, folder, &mut Vec::new())?;
        }
        Ok(())
    }

    fn extend_one(
        &mut self,
        tree: &mut Value,
        name: &str,
        file: &str,
        folder: &str,
        open: &mut Vec<String>,
    ) -> Result<(), Problem> {
        let problem = |reason: String| Problem {
            file: file.to_owned(),
            reason,
        };
        if open.iter().any(|open| open == name) || open.len() > MOST_FILES {
            return Err(problem(format!("service `{name}` extends itself")));
        }
        let Some(Value::Object(service)) = services(tree).and_then(|all| all.get_mut(name)) else {
            return Ok(());
        };
        let Some(extends) = service.remove("extends") else {
            return Ok(());
        };
        let (base, elsewhere) = match &extends {
            Value::Object(table) => (
                table.get("service").and_then(Value::as_str).unwrap_or(name),
                table.get("file").and_then(Value::as_str),
            ),
            other => (other.as_str().unwrap_or(name), None),
        };
        let elsewhere = elsewhere
            .and_then(|path| fill(path, self.variables))
            .map(|path| join(folder, &path));
        let found = match elsewhere {
            Some(path) if path != file => {
                let mut other = self.tree(&path, folder_of(&path))?;
                services(&mut other).and_then(|all| all.remove(base))
            }
            _ => {
                open.push(name.to_owned());
                self.extend_one(tree, base, file, folder, open)?;
                services(tree).and_then(|all| all.get(base).cloned())
            }
        };
        let Some(mut found) = found else {
            return Err(problem(format!(
                "service `{name}` extends `{base}`, which is not there"
            )));
        };
        // Compose does not hand these on.
        if let Some(table) = found.as_object_mut() {
            for key in ["depends_on", "links", "volumes_from"] {
                table.remove(key);
            }
        }
        if let Some(all) = services(tree) {
            let own = all.remove(name).unwrap_or_default();
            all.insert(name.to_owned(), merge::service(found, own));
        }
        Ok(())
    }
}

/// Whether this is a Compose file at all.
fn checked(tree: &Value) -> Result<(), String> {
    let table = match tree {
        Value::Null => return Ok(()),
        Value::Object(table) => table,
        _ => return Err("it is no Compose file: a table with `services` is expected".to_owned()),
    };
    for key in ["services", "networks", "volumes", "secrets"] {
        match table.get(key) {
            None | Some(Value::Null | Value::Object(_)) => {}
            Some(_) => return Err(format!("`{key}` is no table of names")),
        }
    }
    let services = table.get("services").and_then(Value::as_object);
    for (name, service) in services.into_iter().flatten() {
        if !service.is_object() && !service.is_null() {
            return Err(format!("service `{name}` is no table"));
        }
    }
    Ok(())
}

fn services(tree: &mut Value) -> Option<&mut Map<String, Value>> {
    tree.get_mut("services")?.as_object_mut()
}

/// A text, or a list of them.
pub fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many
            .iter()
            .filter_map(|entry| entry.as_str().or_else(|| entry.get("path")?.as_str()))
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// Paths of a file that lies in another folder, as seen from the first.
fn rebase(tree: &mut Value, folder: &str) {
    if folder.is_empty() {
        return;
    }
    let move_text = |value: &mut Value| {
        if let Value::String(path) = value
            && !path.contains("://")
        {
            *path = join(folder, path);
        }
    };
    if let Some(all) = services(tree) {
        for service in all.values_mut().filter_map(Value::as_object_mut) {
            match service.get_mut("build") {
                Some(Value::Object(build)) => {
                    build.entry("context").or_insert_with(|| ".".into());
                    build.get_mut("context").into_iter().for_each(move_text);
                }
                Some(text) => move_text(text),
                None => {}
            }
            match service.get_mut("env_file") {
                Some(Value::Array(list)) => list.iter_mut().for_each(|entry| match entry {
                    Value::Object(table) => table.get_mut("path").into_iter().for_each(move_text),
                    text => move_text(text),
                }),
                Some(text) => move_text(text),
                None => {}
            }
            let volumes = service.get_mut("volumes").and_then(Value::as_array_mut);
            for volume in volumes.into_iter().flatten() {
                if let Value::String(text) = volume
                    && text.starts_with('.')
                {
                    let (source, rest) = text.split_once(':').unwrap_or((text, ""));
                    *text = format!("./{}:{rest}", join(folder, source));
                } else if let Some(Value::String(source)) = volume.get_mut("source")
                    && source.starts_with('.')
                {
                    *source = format!("./{}", join(folder, source));
                }
            }
        }
    }
    let secrets = tree.get_mut("secrets").and_then(Value::as_object_mut);
    for secret in secrets.into_iter().flat_map(|all| all.values_mut()) {
        if let Some(file) = secret.get_mut("file") {
            move_text(file);
        }
    }
}

/// `path` as seen from where `folder` is; `..` and `.` are taken out where they can be.
pub fn join(folder: &str, path: &str) -> String {
    if path.starts_with(['/', '~', '$']) {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" if parts.is_empty() && folder.starts_with('/') => parts.push(""),
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| !["..", ""].contains(last)) => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

/// The folder of a path; empty: this one.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Problem, join, load};
    use crate::foreign::compose::{App, Variables};

    fn read(files: &[(&str, &str)], asked: &[&str]) -> Result<App, Problem> {
        let files: BTreeMap<&str, &str> = files.iter().copied().collect();
        let asked: Vec<String> = asked.iter().map(|path| (*path).to_owned()).collect();
        load(&asked, "My Shop", &Variables::new(), &mut |path| {
            let text = files.get(path).copied();
            text.map(str::to_owned)
                .ok_or_else(|| "it is not there".to_owned())
        })
    }

    #[test]
    fn files_include_extend_and_lie_over_each_other() {
        let app = read(
            &[
                ("app/compose.yaml", "include: [../data/compose.yaml]\nservices:\n  web: { extends: { service: base, file: base.yaml }, ports: ['8080:${PORT:-3000}'] }\n"),
                ("app/base.yaml", "services:\n  base: { extends: root, build: ./web }\n  root: { expose: [9464] }\n"),
                ("data/compose.yaml", "services:\n  db: { image: 'postgres:16', env_file: .env }\n"),
                ("app/over.yaml", "services:\n  db: { networks: [back] }\n"),
            ],
            &["app/compose.yaml", "app/over.yaml"],
        )
        .unwrap();
        assert_eq!(app.project, "myshop");
        let web = app.service("web").unwrap();
        assert_eq!(
            (web.ports[0].published, web.ports[0].target),
            (Some(8080), 3000)
        );
        assert_eq!(web.expose, [9464]);
        assert_eq!(web.build.as_ref().unwrap().context, "app/web");
        let db = app.service("db").unwrap();
        assert_eq!(db.env_files, ["data/.env"]);
        assert_eq!(app.networks_of(db), ["myshop_back"]);
        assert_eq!(app.files.len(), 4);
    }

    #[test]
    fn circles_and_other_files_are_said() {
        let circle = [
            ("a.yml", "include: [b.yml]\n"),
            ("b.yml", "include: [a.yml]\n"),
        ];
        assert!(
            read(&circle, &["a.yml"])
                .unwrap_err()
                .reason
                .contains("itself")
        );
        let circle = [(
            "a.yml",
            "services: { a: { extends: b }, b: { extends: a } }\n",
        )];
        assert!(
            read(&circle, &["a.yml"])
                .unwrap_err()
                .reason
                .contains("itself")
        );
        for bad in ["- 1\n", "services: [a]\n", "services: { a: 1 }\n", "a: [\n"] {
            assert!(read(&[("a.yml", bad)], &["a.yml"]).is_err(), "{bad}");
        }
        assert!(read(&[], &["a.yml"]).is_err());
        assert!(
            read(&[("a.yml", "")], &["a.yml"])
                .unwrap()
                .services
                .is_empty()
        );
    }

    #[test]
    fn files_that_multiply_have_an_end() {
        let names: Vec<String> = (0..40).map(|at| format!("f{at}.yml")).collect();
        let texts: Vec<String> = (1..41)
            .map(|at| format!("include: [f{at}.yml, f{at}.yml]\n"))
            .collect();
        let files: Vec<(&str, &str)> = names
            .iter()
            .map(String::as_str)
            .zip(texts.iter().map(String::as_str))
            .collect();
        let files = [files, vec![("f40.yml", "services: {}\n")]].concat();
        assert!(
            read(&files, &["f0.yml"])
                .unwrap_err()
                .reason
                .contains("500 times")
        );
    }

    #[test]
    fn paths_are_seen_from_the_first_folder() {
        assert_eq!(join("a/b", "../c"), "a/c");
        assert_eq!(join("a", "../../c"), "../c");
        assert_eq!(join("..", "./c/"), "../c");
        assert_eq!(join("", "."), ".");
        assert_eq!(join("/a", "../../c"), "/../c");
        assert_eq!(join("a", "/c"), "/c");
    }
}

//! The page of a place of the file: what it is, what counts there, and every layer that says something.

use crate::catalog::{Severity, Signal};
use crate::command::project::Project;
use crate::command::spoken::{Spoken, spoken, spoken_in};
use crate::diagnostic::{Path, Segment};
use crate::escape;
use crate::report::Masked;
use crate::schema;
use crate::source::{Node, Sources, Value, is_secret_key};

use super::Page;
use super::service;

/// A route as people write it: `services.api.thresholds.cpu`, `routing.routes[0].receivers`, `services."my api"`. Nothing, where it does not
/// begin with a table of the file.
pub fn route(text: &str) -> Option<Path> {
    let mut path = Path::root();
    let mut rest = text;
    loop {
        let key;
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted.find('"')?;
            (key, rest) = (&quoted[..end], &quoted[end + 1..]);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            (key, rest) = rest.split_at(end);
        }
        if key.is_empty() {
            return None;
        }
        path = path.key(key);
        while let Some(index) = rest.strip_prefix('[') {
            let (number, after) = index.split_once(']')?;
            path = path.index(number.parse().ok()?);
            rest = after;
        }
        match rest.strip_prefix('.') {
            Some(more) => rest = more,
            None if rest.is_empty() => break,
            None => return None,
        }
    }
    let Some(Segment::Key(first)) = path.0.first() else {
        return None;
    };
    schema::is_table(first).then_some(path)
}

/// By route. Nothing, where the language has no such place.
pub fn page(path: &Path, project: &Project, sources: &Sources) -> Option<Page> {
    let about = schema::about(path)?;
    let tree = &project.document.tree;
    // A name that the file does not have is a slip.
    if path.0.first() == Some(&Segment::Key("services".into()))
        && tree.at(&Path(path.0.get(..2)?.to_vec())).is_none()
    {
        return None;
    }
    let said = spoken(project, path);
    let mut page = Page::new(&path.to_string());
    let limits = threshold(path);
    let known = limits.and_then(|(name, signal)| known(name, signal, project));
    match (limits, known) {
        (Some(_), Some(known)) => {
            page.paragraph(&format!("{}. {}", known.title, known.help.means));
        }
        (Some(_), None) => {}
        (None, _) => page.paragraph(&about),
    }
    if let Some(environment) = &project.document.environment {
        page.paragraph(&format!("In the environment `{environment}`."));
    }
    match (limits, &project.stack) {
        (Some((name, signal)), Some(stack)) => {
            page.heading("What counts");
            let rows = service::limits_of(name, signal, stack, project, sources);
            if rows.is_empty() {
                page.paragraph("No alert: nothing is said of it, it is turned off, or the service has no such signal.");
            } else {
                page.table(&["severity", "when", "for", "alert", "said in"], &rows);
            }
        }
        _ => {
            let value = tree.at(path).map(|node| shown(node, path));
            page.facts([(
                "counts",
                value.unwrap_or_else(|| "nothing is written: the default counts".to_owned()),
            )]);
        }
    }
    let mut rows: Vec<Vec<String>> = said
        .iter()
        .map(|said| row(said, path, project, sources))
        .collect();
    if limits.is_some() {
        let catalog = known.and_then(catalog);
        rows.extend(catalog.map(|said| vec!["the catalog".into(), said, "default".into()]));
    }
    if !rows.is_empty() {
        page.heading("Who says something, the nearest first");
        page.table(&["layer", "says", "where"], &rows);
    }
    let others = project.document.environments().into_iter();
    let mut rows = Vec::new();
    for other in others.filter(|other| project.document.environment.as_deref() != Some(other)) {
        let said = spoken_in(project, path, other);
        rows.extend(said.iter().map(|said| row(said, path, project, sources)));
    }
    if !rows.is_empty() {
        page.heading("In other environments");
        page.table(&["layer", "says", "where"], &rows);
    }
    // What stands in a file may be a secret in the middle of an address.
    for (id, tree) in project.document.files() {
        let masked = Masked::new(sources.text(id), Some(tree));
        let lines = page.0.lines().map(|line| masked.say(line) + "\n");
        page.0 = lines.collect();
    }
    Some(page)
}

fn row(said: &Spoken, path: &Path, project: &Project, sources: &Sources) -> Vec<String> {
    vec![
        said.layer.to_string(),
        shown(&said.value, path),
        project.line_at(said.at, sources),
    ]
}

/// Service and signal, where the route is one of a threshold.
fn threshold(path: &Path) -> Option<(&str, &str)> {
    match path.0.get(..4)? {
        [
            Segment::Key(services),
            Segment::Key(name),
            Segment::Key(thresholds),
            Segment::Key(signal),
        ] if services == "services" && thresholds == "thresholds" => Some((name, signal)),
        _ => None,
    }
}

/// The signal as the catalog has it, of the kind from which this service has it.
fn known<'p>(name: &str, signal: &str, project: &'p Project) -> Option<&'p Signal> {
    let kinds = project.stack.as_ref().map_or(&[][..], |stack| &stack.kinds);
    let source = kinds.iter().find(|kind| {
        let mut signals = kind.signals.iter();
        signals.any(|known| known.name == signal && known.services.iter().any(|one| one == name))
    });
    let catalog = project.catalog();
    let own = source.and_then(|kind| catalog.kinds.get(&kind.name)?.signals.get(signal));
    own.or_else(|| {
        let kinds = catalog.kinds.values();
        kinds.filter_map(|kind| kind.signals.get(signal)).next()
    })
}

/// The catalog's own limits.
fn catalog(known: &Signal) -> Option<String> {
    let threshold = known.threshold.as_ref()?;
    let limits = [
        (Severity::Info, &threshold.info),
        (Severity::Warning, &threshold.warning),
        (Severity::Critical, &threshold.critical),
    ];
    let said: Vec<String> = limits
        .into_iter()
        .filter_map(|(severity, value)| {
            let value = value.as_ref()?;
            Some(format!("{} = {value}", severity.name()))
        })
        .collect();
    (!said.is_empty()).then(|| format!("{{ {} }}", said.join(", ")))
}

/// A value as it would be written in one line; what may be a secret is not shown.
fn shown(node: &Node, path: &Path) -> String {
    let secret = path.0.iter().any(|segment| match segment {
        Segment::Key(key) => is_secret_key(key),
        Segment::Index(_) => false,
    });
    written(node, secret)
}

fn written(node: &Node, secret: bool) -> String {
    match &node.value {
        Value::Table(table) => {
            let reference = table.has("env") || table.has("file");
            let entries: Vec<String> = table
                .entries()
                .iter()
                .map(|entry| {
                    let secret = (secret || is_secret_key(&entry.key)) && !reference;
                    let key = Path::of(&[&entry.key]);
                    format!("{key} = {}", written(&entry.node, secret))
                })
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| written(item, secret)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::String(_) if secret => "(not shown)".to_owned(),
        Value::String(text) => escape::toml::string(text),
        Value::Boolean(on) => on.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Datetime(text) => text.clone(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::route;

    #[test]
    fn routes_are_read_as_they_are_printed() {
        for text in [
            "services.api.thresholds.cpu",
            "routing.routes[0].receivers[1]",
            "services.\"my api\".address",
            "stack",
        ] {
            assert_eq!(route(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "services..x",
            "routing/no-watchdog",
            "cpu.x",
            "routing.routes[x]",
            "services.",
        ] {
            assert!(route(text).is_none(), "{text}");
        }
    }
}

//! `[environments.<name>]`: any key of the file, laid over it.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::source::{Entry, Node, Table, Value};

use super::silent::silent;
use super::stranger::strangers;
use super::whole::lay;
use super::without::without;

/// Folder that the base is written to where nothing else is said.
const FOLDER: &str = "monitoring";

/// The file without its environments, and these.
pub fn split(root: Node) -> (Node, Vec<Entry>) {
    let Node { span, value } = root;
    let Value::Table(table) = value else {
        return (Node { span, value }, Vec::new());
    };
    if !table.has("environments") {
        return (
            Node {
                span,
                value: Value::Table(table),
            },
            Vec::new(),
        );
    }
    let mut environments = Vec::new();
    let mut entries = Vec::with_capacity(table.len());
    for entry in table.into_entries() {
        match entry.node.value {
            Value::Table(table) if entry.key == "environments" => {
                environments = table.into_entries();
            }
            value => entries.push(Entry {
                node: Node {
                    span: entry.node.span,
                    value,
                },
                ..entry
            }),
        }
    }
    let value = Value::Table(Table::new(entries));
    (Node { span, value }, environments)
}

/// The environment over `base`, and which of its keys change nothing or name what is not there. The stack is called
/// `<name>-<environment>`, has the label `environment` and a folder of its own, unless the overlay says otherwise.
pub fn lay_environment(base: Node, environment: &Entry) -> (Node, Vec<Diagnostic>) {
    let base = with_defaults(base, environment);
    let at = Path::of(&["environments", &environment.key]);
    let mut over = environment.node.clone();
    let mut findings: Vec<Diagnostic> = name(environment).into_iter().collect();
    for (path, finding) in strangers(&base, &over, &at) {
        over = without(&over, &path.0).unwrap_or_else(Node::empty);
        findings.push(located(finding, environment, &at));
    }
    for path in silent(&base, &over) {
        let same = base.at(&path).map(|node| node.span);
        let path = Path(at.0.iter().chain(&path.0).cloned().collect());
        let mut finding =
            Diagnostic::warning("environment/no-effect", format!("`{path}` changes nothing"))
                .at(Place::Key(path), "all would be the same without it")
                .help("take it out");
        // What the environment gives by itself has its own place.
        if let Some(same) = same.filter(|same| *same != environment.key_span) {
            finding = finding.at(Place::At(same), "said here already");
        }
        findings.push(located(finding, environment, &at));
    }
    (lay(&base, &over), findings)
}

/// It becomes part of the stack's name, a folder and a label.
fn name(environment: &Entry) -> Option<Diagnostic> {
    let name = &environment.key;
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name.len() <= 63
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b));
    (!is_plain).then(|| {
        Diagnostic::error(
            "name/invalid",
            format!("`{name}` cannot be the name of an environment"),
        )
        .at(
            Place::At(environment.key_span),
            "expected lower-case letters, digits, `_` and `-`, at most 63",
        )
        .help("it becomes part of the stack's name and of a folder: write a plain one")
    })
}

/// The finding with places in bytes: the merged tree has no environments.
fn located(mut finding: Diagnostic, environment: &Entry, at: &Path) -> Diagnostic {
    for label in &mut finding.labels {
        if let Place::Key(path) = &label.place {
            let path = Path(path.0[at.0.len()..].to_vec());
            label.place = Place::At(environment.node.span_of(&Place::Key(path)));
        }
    }
    finding
}

fn with_defaults(base: Node, environment: &Entry) -> Node {
    let text = |path: &[&str]| base.at(&Path::of(path)).and_then(Node::string);
    let name = text(&["stack", "name"]).map(|name| format!("{name}-{}", environment.key));
    let folder = text(&["build", "out"]).unwrap_or(FOLDER);
    let folder = format!("{}-{}", folder.trim_end_matches('/'), environment.key);
    let mut stack = vec![entry(
        "environment",
        environment,
        text_node(environment, &environment.key),
    )];
    stack.extend(name.map(|name| entry("name", environment, text_node(environment, &name))));
    let out = vec![entry("out", environment, text_node(environment, &folder))];
    let defaults = table(
        environment,
        vec![
            entry("stack", environment, table(environment, stack)),
            entry("build", environment, table(environment, out)),
        ],
    );
    lay(&base, &defaults)
}

fn entry(key: &str, environment: &Entry, node: Node) -> Entry {
    Entry {
        key: key.to_owned(),
        key_span: environment.key_span,
        node,
    }
}

fn text_node(environment: &Entry, text: &str) -> Node {
    Node {
        span: environment.key_span,
        value: Value::String(text.to_owned()),
    }
}

fn table(environment: &Entry, entries: Vec<Entry>) -> Node {
    Node {
        span: environment.key_span,
        value: Value::Table(Table::new(entries)),
    }
}

//! `[environments.<name>]`: any key of the file, laid over it.

use crate::diagnostic::{Diagnostic, Path, Place};
use crate::source::{Entry, Node, Table, Value};

use super::silent::silent;
use super::stranger::strangers;
use super::whole::lay;
use super::without::without;

/// Folder that the base is written to where nothing else is said.
const FOLDER: &str = "monitoring";

/// Of a stack, as of everything that is named.
const LONGEST_NAME: usize = 63;

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
    let mut findings: Vec<Diagnostic> = Vec::new();
    findings.extend(same_name(&base, environment));
    let base = with_defaults(base, environment, &mut findings);
    let at = Path::of(&["environments", &environment.key]);
    let mut over = environment.node.clone();
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
    let laid = lay(&base, &over);
    (in_place(laid, &base, &over), findings)
}

/// Tables that the base has as well stay where the base says them; their new values stand in the environment.
fn in_place(laid: Node, base: &Node, over: &Node) -> Node {
    let (Some(below), Some(above)) = (base.table(), over.table()) else {
        return laid;
    };
    let span = base.span;
    let Value::Table(table) = laid.value else {
        return laid;
    };
    let entries = table.into_entries().into_iter().map(|entry| {
        let (Some(first), Some(second)) = (below.get(&entry.key), above.get(&entry.key)) else {
            return entry;
        };
        if first.node.table().is_none() || second.node.table().is_none() {
            return entry;
        }
        Entry {
            key_span: first.key_span,
            node: in_place(entry.node, &first.node, &second.node),
            key: entry.key,
        }
    });
    let value = Value::Table(Table::new(entries.collect()));
    Node { span, value }
}

/// Two stacks with one label `environment` could not be told apart.
fn same_name(base: &Node, environment: &Entry) -> Option<Diagnostic> {
    let path = Path::of(&["stack", "environment"]);
    let said = base
        .at(&path)
        .filter(|said| said.string() == Some(&environment.key))?;
    if environment.node.at(&path).is_some() {
        return None;
    }
    let name = &environment.key;
    Some(
        Diagnostic::error(
            "environment/same-name",
            format!("the base is called `{name}` as well"),
        )
        .at(
            Place::At(environment.key_span),
            "both stacks would have this label `environment`",
        )
        .at(Place::At(said.span), "the base's")
        .help("what the base says needs no environment: lay only what differs over it, under another name"),
    )
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

/// What the environment gives by itself. Where its name cannot be part of it, that is said.
fn with_defaults(base: Node, environment: &Entry, findings: &mut Vec<Diagnostic>) -> Node {
    let name = &environment.key;
    let written = |path: &[&str]| base.at(&Path::of(path)).and_then(Node::string);
    let own = |path: &[&str]| environment.node.at(&Path::of(path)).is_some();
    let folder = written(&["build", "out"]).unwrap_or(FOLDER);
    let folder = format!("{}-{name}", folder.trim_end_matches('/'));
    let mut stack = vec![entry(
        "environment",
        environment,
        text_node(environment, name),
    )];
    if let Some(base) = written(&["stack", "name"]) {
        let whole = format!("{base}-{name}");
        if !is_plain(name) {
            findings.push(not_a_name(environment));
        } else if whole.len() > LONGEST_NAME && !own(&["stack", "name"]) {
            findings.push(too_long(environment, &whole));
        } else {
            stack.push(entry("name", environment, text_node(environment, &whole)));
        }
    }
    let out = vec![entry("out", environment, text_node(environment, &folder))];
    let defaults = table(
        environment,
        vec![
            entry("stack", environment, table(environment, stack)),
            entry("build", environment, table(environment, out)),
        ],
    );
    let laid = lay(&base, &defaults);
    in_place(laid, &base, &defaults)
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name.len() <= LONGEST_NAME
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b))
}

fn not_a_name(environment: &Entry) -> Diagnostic {
    Diagnostic::error(
        "name/invalid",
        format!("`{}` cannot be the name of an environment", environment.key),
    )
    .at(
        Place::At(environment.key_span),
        "expected lower-case letters, digits, `_` and `-`, at most 63",
    )
    .help("it becomes part of the stack's name and of a folder: write a plain one")
}

fn too_long(environment: &Entry, whole: &str) -> Diagnostic {
    Diagnostic::error(
        "name/invalid",
        format!("the stack would be called `{whole}`"),
    )
    .at(
        Place::At(environment.key_span),
        format!("longer than {LONGEST_NAME} letters"),
    )
    .help("write a `stack.name` of its own in the environment, or a shorter name of it")
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

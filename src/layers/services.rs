//! Each service over its templates and the table of its kind.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::source::{Entry, Node, Table, Value};

use super::{chain, expand, merge};

/// Keys of a kind's table or a template that its services do not take over: thresholds stay apart, since which layer gave them
/// decides what they mean, so `resolve` reads them from each; a template's `use` is its own.
const OF_KINDS: [&str; 2] = ["thresholds", "kind"];
const OF_TEMPLATES: [&str; 2] = ["thresholds", "use"];

/// The whole file, with every service laid over its templates, nearest last, and those over `[kinds.<kind>]`. A file without either is
/// given back as it is.
pub fn services(root: Node) -> Node {
    let layers = Layers::of(&root);
    if layers.kinds.is_empty() && layers.templates.is_empty() {
        return root;
    }
    let Value::Table(table) = root.value else {
        return root;
    };
    let entries = table
        .into_entries()
        .into_iter()
        .map(|entry| match (entry.key.as_str(), entry.node.value) {
            ("services", Value::Table(services)) => {
                let services = services.into_entries().into_iter();
                let merged = services.map(|service| Entry {
                    node: layers.under(service.node),
                    ..service
                });
                Entry {
                    node: Node {
                        span: entry.node.span,
                        value: Value::Table(Table::new(merged.collect())),
                    },
                    ..entry
                }
            }
            (_, value) => Entry {
                node: Node {
                    span: entry.node.span,
                    value,
                },
                ..entry
            },
        })
        .collect();
    Node {
        span: root.span,
        value: Value::Table(Table::new(entries)),
    }
}

/// What services may stand on, by name.
struct Layers {
    kinds: HashMap<String, Node>,
    /// Each with the one that it uses itself.
    templates: HashMap<String, (Node, Option<String>)>,
}

impl Layers {
    fn of(root: &Node) -> Layers {
        let tables = |name: &str| {
            let table = root.get(name).and_then(Node::table);
            table.map_or(&[][..], Table::entries).iter()
        };
        let kinds = tables("kinds")
            .map(|kind| (kind.key.clone(), expand(without(&kind.node, &OF_KINDS))))
            .filter(|(_, layer)| layer.table().is_some_and(|table| !table.is_empty()));
        let templates = tables("templates")
            .filter(|template| template.node.table().is_some())
            .map(|template| {
                let layer = expand(without(&template.node, &OF_TEMPLATES));
                let used = template.node.get("use").and_then(Node::string);
                (template.key.clone(), (layer, used.map(str::to_owned)))
            });
        Layers {
            kinds: kinds.collect(),
            templates: templates.collect(),
        }
    }

    /// From the farthest on: what is no table in one layer ends those below it.
    fn under(&self, service: Node) -> Node {
        if service.table().is_none() {
            return service;
        }
        let used = service.get("use").and_then(Node::string);
        let names = chain(used, |name| Some(self.templates.get(name)?.1.as_deref()));
        let templates = names.iter().filter_map(|name| self.templates.get(*name));
        let templates: Vec<&Node> = templates.map(|(layer, _)| layer).collect();
        let kind = std::iter::once(&service)
            .chain(templates.iter().copied())
            .find_map(|layer| layer.get("kind"))
            .and_then(Node::string)
            .and_then(|kind| self.kinds.get(kind));
        let mut layers = kind.into_iter().chain(templates.into_iter().rev());
        let Some(far) = layers.next() else {
            return service;
        };
        let below = layers.fold(Cow::Borrowed(far), |far, near| {
            Cow::Owned(merge(&far, near))
        });
        merge(&below, &expand(service))
    }
}

fn without(layer: &Node, keys: &[&str]) -> Node {
    let value = match &layer.value {
        Value::Table(table) => Value::Table(Table::new(
            table
                .entries()
                .iter()
                .filter(|entry| !keys.contains(&entry.key.as_str()))
                .cloned()
                .collect(),
        )),
        other => other.clone(),
    };
    Node {
        span: layer.span,
        value,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::services;
    use crate::source::{Sources, parse};

    #[test]
    fn the_service_is_nearer_than_its_kind() {
        let mut sources = Sources::default();
        let file = sources.add(
            "a.toml",
            r#"
[kinds.http]
dialect = "arena"
probe = "https://kind"
labels = { a = "kind", b = "kind" }
thresholds.errors = "1%"
[services.api]
kind = "http"
probes.default = { tcp = "api:1" }
labels = { b = "own" }
[services.db]
kind = "postgres"
probe = "x"
"#,
        );
        let (root, findings) = parse(&sources, file);
        assert_eq!(findings, []);
        let merged = services(root.clone()).to_json();
        assert_eq!(
            merged["services"]["api"].to_string(),
            r#"{"dialect":"arena","labels":{"a":"kind","b":"own"},"probes":{"default":{"tcp":"api:1"}},"kind":"http"}"#
        );
        assert_eq!(merged["services"]["db"], root.to_json()["services"]["db"]);
        assert_eq!(merged["kinds"], root.to_json()["kinds"]);
    }

    #[test]
    fn templates_stand_between_a_service_and_its_kind() {
        let mut sources = Sources::default();
        let file = sources.add(
            "a.toml",
            r#"
[kinds.http]
dialect = "arena"
team = "kind"
[templates.web]
use = "base"
kind = "http"
labels = { b = "web" }
slos.availability = "99%"
thresholds.cpu = "80%"
[templates.base]
team = "base"
labels = { a = "base", b = "base" }
[templates.round]
use = "round"
team = "round"
[services.api]
use = "web"
slos.availability = { min_events = 1 }
[services.db]
use = "round"
[services.lost]
use = "gone"
"#,
        );
        let (root, findings) = parse(&sources, file);
        assert_eq!(findings, []);
        let merged = services(root.clone()).to_json();
        assert_eq!(
            merged["services"]["api"].to_string(),
            r#"{"dialect":"arena","team":"base","labels":{"a":"base","b":"web"},"kind":"http","slos":{"availability":{"objective":"99%","min_events":1}},"use":"web"}"#
        );
        assert_eq!(merged["services"]["db"]["team"], "round");
        assert_eq!(merged["services"]["lost"]["use"], "gone");
        assert_eq!(merged["templates"], root.to_json()["templates"]);
    }
}

//! Paths are relative to the file that names them: those of an included file become relative to the root's folder.

use crate::source::{Entry, Node, Table, Value};

use super::merge::is_secret;

/// Keys of `tls` that name files.
const CERTIFICATES: [&str; 3] = ["ca", "cert", "key"];

/// The tree of a file in `folder`, as seen from the root's.
pub fn from_folder(tree: Node, folder: &str) -> Node {
    if folder.is_empty() {
        return tree;
    }
    let Node { span, value } = tree;
    let value = match value {
        Value::Table(table) => {
            let entries = table.into_entries().into_iter().map(|entry| {
                let names: &[&str] = if is_secret(&entry) {
                    &["file"]
                } else if entry.key == "tls" {
                    &CERTIFICATES
                } else {
                    &[]
                };
                let node = moved(entry.node, folder, names);
                Entry {
                    node: from_folder(node, folder),
                    ..entry
                }
            });
            Value::Table(Table::new(entries.collect()))
        }
        Value::Array(items) => Value::Array(
            items
                .into_iter()
                .map(|item| from_folder(item, folder))
                .collect(),
        ),
        other => other,
    };
    Node { span, value }
}

/// The table with the paths at these keys moved.
fn moved(node: Node, folder: &str, names: &[&str]) -> Node {
    let Node { span, value } = node;
    let value = match value {
        Value::Table(table) if !names.is_empty() => {
            let entries = table.into_entries().into_iter().map(|entry| {
                let is_path = names.contains(&entry.key.as_str());
                match entry.node.value {
                    Value::String(path) if is_path => Entry {
                        node: Node {
                            span: entry.node.span,
                            value: Value::String(joined(folder, &path)),
                        },
                        ..entry
                    },
                    value => Entry {
                        node: Node {
                            span: entry.node.span,
                            value,
                        },
                        ..entry
                    },
                }
            });
            Value::Table(Table::new(entries.collect()))
        }
        other => other,
    };
    Node { span, value }
}

/// `teams` and `../secrets/x` → `secrets/x`.
fn joined(folder: &str, path: &str) -> String {
    if path.starts_with('/') || path.is_empty() {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{from_folder, joined};
    use crate::source::{Sources, parse};

    #[test]
    fn the_way_is_from_the_root() {
        for (folder, path, wanted) in [
            ("teams", "secrets/x", "teams/secrets/x"),
            ("teams", "./x", "teams/x"),
            ("teams", "../secrets/x", "secrets/x"),
            ("a/b", "../../../x", "../x"),
            ("../other", "x", "../other/x"),
            ("teams", "/run/x", "/run/x"),
        ] {
            assert_eq!(joined(folder, path), wanted);
        }
    }

    #[test]
    fn only_paths_move() {
        let mut sources = Sources::default();
        let text = "[services.db]\npassword = { file = \"db\" }\ntls = { ca = \"ca.pem\", server_name = \"key\" }\nlabels = { file = \"x\" }\n[[routing.routes]]\nreceiver = \"y\"\n";
        let file = sources.add("a.toml", text);
        let (tree, _) = parse(&sources, file);
        let moved = from_folder(tree, "teams").to_json().to_string();
        assert_eq!(
            moved,
            r#"{"services":{"db":{"password":{"file":"teams/db"},"tls":{"ca":"teams/ca.pem","server_name":"key"},"labels":{"file":"x"}}},"routing":{"routes":[{"receiver":"y"}]}}"#
        );
    }
}

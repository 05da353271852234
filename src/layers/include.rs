//! Included files: each thing is in one file, routes are appended.

use crate::diagnostic::{Diagnostic, Place};
use crate::source::{Entry, Node, Table, Value};

/// `root` and what an included file adds to it. What both have is said with both places, and stays as the earlier file has it.
pub fn join(root: Node, included: Node, findings: &mut Vec<Diagnostic>) -> Node {
    let (span, Value::Table(table), Value::Table(more)) = (root.span, root.value, included.value)
    else {
        return Node::empty();
    };
    let mut entries = table.into_entries();
    for entry in more.into_entries() {
        match entries.iter_mut().find(|known| known.key == entry.key) {
            None => entries.push(entry),
            Some(known) if entry.key == "routing" => append_routes(known, entry),
            Some(known) => add_names(known, entry, findings),
        }
    }
    Node {
        span,
        value: Value::Table(Table::new(entries)),
    }
}

/// `[services]`, `[receivers]`, …: the names of both files.
fn add_names(known: &mut Entry, added: Entry, findings: &mut Vec<Diagnostic>) {
    let Value::Table(more) = added.node.value else {
        return;
    };
    let node = std::mem::replace(&mut known.node, Node::empty());
    let Value::Table(table) = node.value else {
        known.node = node;
        return;
    };
    let mut new = Vec::new();
    for entry in more.into_entries() {
        match table.get(&entry.key) {
            None => new.push(entry),
            Some(first) => findings.push(
                Diagnostic::error(
                    "include/same-key",
                    format!("`{}.{}` stands in two files", known.key, entry.key),
                )
                .at(Place::At(entry.key_span), "here again")
                .at(Place::At(first.key_span), "first here")
                .help("keep one of them, or give it another name"),
            ),
        }
    }
    let mut entries = table.into_entries();
    entries.extend(new);
    known.node = Node {
        span: node.span,
        value: Value::Table(Table::new(entries)),
    };
}

/// Routes of the included file come after those before it.
fn append_routes(known: &mut Entry, added: Entry) {
    let Value::Table(more) = added.node.value else {
        return;
    };
    let routes = more.into_entries().into_iter();
    let Some(added) = routes.into_iter().find(|entry| entry.key == "routes") else {
        return;
    };
    let node = std::mem::replace(&mut known.node, Node::empty());
    let span = node.span;
    let mut entries = match node.value {
        Value::Table(table) => table.into_entries(),
        value => {
            known.node = Node { span, value };
            return;
        }
    };
    match entries.iter_mut().find(|entry| entry.key == "routes") {
        None => entries.push(added),
        Some(first) => {
            if let (Value::Array(items), Value::Array(more)) =
                (&mut first.node.value, added.node.value)
            {
                items.extend(more);
            }
        }
    }
    known.node = Node {
        span,
        value: Value::Table(Table::new(entries)),
    };
}

#[cfg(test)]
mod tests {
    use super::join;
    use crate::source::{Sources, parse};

    #[test]
    fn names_come_together_and_routes_follow() {
        let mut sources = Sources::default();
        let root = sources.add(
            "monitoring.toml",
            "[services.a]\nkind = \"host\"\n[routing]\nreceiver = \"x\"\nroutes = [{ receiver = \"x\" }]\n",
        );
        let team = sources.add(
            "team.toml",
            "[services.a]\nkind = \"redis\"\n[services.b]\nkind = \"redis\"\n[[routing.routes]]\nreceiver = \"y\"\n[receivers.y]\n",
        );
        let mut findings = Vec::new();
        let joined = join(
            parse(&sources, root).0,
            parse(&sources, team).0,
            &mut findings,
        );
        assert_eq!(
            joined.to_json().to_string(),
            r#"{"services":{"a":{"kind":"host"},"b":{"kind":"redis"}},"routing":{"receiver":"x","routes":[{"receiver":"x"},{"receiver":"y"}]},"receivers":{"y":{}}}"#
        );
        let titles: Vec<&str> = findings.iter().map(|f| f.title.as_str()).collect();
        assert_eq!(titles, ["`services.a` stands in two files"]);
    }
}

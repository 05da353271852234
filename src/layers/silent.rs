//! Keys of an overlay that change nothing.

use crate::diagnostic::{Path, Segment};
use crate::source::{Entry, Node, Table, Value};

use super::merge::merge_by;
use super::whole::{in_full, lay_table};
use super::without::without;

/// Tables of the root whose entries have names: what is compared stays small.
const NAMED: [&str; 6] = [
    "services",
    "templates",
    "kinds",
    "signals",
    "alerts",
    "receivers",
];

/// Routes, in the overlay, of values without which all would be the same. What is all new changes something.
pub fn silent(base: &Node, over: &Node) -> Vec<Path> {
    let mut found = Vec::new();
    for (key, below, above) in both(base, over) {
        let at = Path::root().key(key);
        if !NAMED.contains(&key) {
            compare(key, below, above, &at, &|node| node, &mut found);
            continue;
        }
        for (name, below, above) in both(below, above) {
            let alone = |node: Node| under(name, node);
            compare(key, below, above, &at.key(name), &alone, &mut found);
        }
    }
    found
}

fn both<'n>(base: &'n Node, over: &'n Node) -> Vec<(&'n str, &'n Node, &'n Node)> {
    let entries = over.table().map_or(&[][..], Table::entries).iter();
    entries
        .filter_map(|entry| Some((entry.key.as_str(), base.get(&entry.key)?, &entry.node)))
        .collect()
}

/// `key`: the table of the root that both are of; `whole` puts them back into it.
fn compare(
    key: &str,
    base: &Node,
    over: &Node,
    at: &Path,
    whole: &dyn Fn(Node) -> Node,
    found: &mut Vec<Path>,
) {
    let below = whole(base.clone());
    let lay = |over: Option<Node>| {
        let laid = match over {
            Some(over) => merge_by(
                &under(key, below.clone()),
                &under(key, whole(over)),
                &lay_table,
            ),
            None => under(key, below.clone()),
        };
        laid.get(key).map(|laid| in_full(key, laid).to_json())
    };
    let all = lay(Some(over.clone()));
    for leaf in leaves(over) {
        let is_on = leaf.0.last() == Some(&Segment::Key("enabled".into()))
            && over.at(&leaf).map(|node| &node.value) == Some(&Value::Boolean(true))
            && base.at(&leaf).is_none();
        if is_on || lay(without(over, &leaf.0)) == all {
            found.push(Path(at.0.iter().chain(&leaf.0).cloned().collect()));
        }
    }
}

fn under(key: &str, node: Node) -> Node {
    let span = node.span;
    let entry = Entry {
        key: key.to_owned(),
        key_span: span,
        node,
    };
    Node {
        span,
        value: Value::Table(Table::new(vec![entry])),
    }
}

fn leaves(node: &Node) -> Vec<Path> {
    let Some(table) = node.table() else {
        return vec![Path::root()];
    };
    let entries = table.entries().iter();
    entries
        .flat_map(|entry| {
            let below = leaves(&entry.node).into_iter();
            below.map(|path| {
                let key = Segment::Key(entry.key.clone());
                Path(std::iter::once(key).chain(path.0).collect())
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::silent;
    use crate::source::{Sources, parse};

    fn found(base: &str, over: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let (base, over) = (sources.add("base", base), sources.add("over", over));
        silent(&parse(&sources, base).0, &parse(&sources, over).0)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn what_is_the_same_is_found() {
        let base = "thresholds.cpu = { warning = \"80%\", critical = \"90%\", for = \"5m\" }\n[services.a]\nkind = \"http\"\nprobe = \"x\"\n[retention]\nmetrics = \"3d\"\n";
        for (over, wanted) in [
            ("services.a.kind = \"http\"", vec!["services.a.kind"]),
            ("services.a.kind = \"redis\"", vec![]),
            ("services.a.enabled = true", vec!["services.a.enabled"]),
            ("services.a.enabled = false", vec![]),
            (
                "services.a.probes.default.url = \"x\"",
                vec!["services.a.probes.default.url"],
            ),
            ("services.b = { kind = \"http\" }", vec![]),
            ("thresholds.cpu = \"80%\"", vec!["thresholds.cpu"]),
            (
                "thresholds.cpu = { warning = \"70%\", critical = \"90%\" }",
                vec!["thresholds.cpu.critical"],
            ),
            (
                "thresholds.cpu.for.warning = \"5m\"",
                vec!["thresholds.cpu.for.warning"],
            ),
            (
                "retention.metrics.time = \"3d\"",
                vec!["retention.metrics.time"],
            ),
        ] {
            assert_eq!(found(base, over), wanted, "{over}");
        }
    }
}

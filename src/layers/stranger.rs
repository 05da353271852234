//! Names that an overlay changes, or takes out, and that are nowhere else.

use crate::diagnostic::{Diagnostic, Path, Place, Segment, nearest};
use crate::source::{Node, Table};

/// A table of named things, what one is called, and the keys of which one that is new has at least one.
type Named<'n> = (Path, &'n str, &'n [&'n str]);

const RECEIVER: [&str; 9] = [
    "email",
    "slack",
    "discord",
    "msteams",
    "telegram",
    "webhook",
    "pagerduty",
    "opsgenie",
    "pushover",
];

/// Each of them: its route in the overlay, and what is said of it. `at`: the route of the overlay.
pub fn strangers(base: &Node, over: &Node, at: &Path) -> Vec<(Path, Diagnostic)> {
    let mut named: Vec<Named<'_>> = vec![
        (Path::of(&["services"]), "service", &["kind", "use"]),
        (Path::of(&["signals"]), "signal", &["expr"]),
        (Path::of(&["alerts"]), "alert", &["expr"]),
        (Path::of(&["receivers"]), "receiver", &RECEIVER),
        (
            Path::of(&["grafana", "users"]),
            "user",
            &["email", "password"],
        ),
    ];
    for service in names(Some(over), &Path::of(&["services"])) {
        let probes = Path::of(&["services", service, "probes"]);
        named.push((probes, "probe", &["url", "tcp", "icmp", "dns"]));
    }
    let mut found = Vec::new();
    for (table, thing, keys) in named {
        for name in names(Some(over), &table) {
            let path = table.key(name);
            let Some(node) = over.at(&path) else { continue };
            let new = node.table().is_none() || keys.iter().any(|key| node.get(key).is_some());
            if new || base.at(&path).is_some() || is_short_probe(base, &path) {
                continue;
            }
            let near = nearest(name, names(Some(base), &table));
            let whole = Path(at.0.iter().chain(&path.0).cloned().collect());
            let finding = Diagnostic::error(
                "environment/unknown-name",
                format!("there is no {thing} `{name}` to change"),
            )
            .at(
                Place::Key(whole),
                format!("the base has no {thing} of this name"),
            )
            .meant(
                near,
                format!("a new {thing} needs `{}`; otherwise take it out", keys[0]),
            );
            found.push((path, finding));
        }
    }
    found
}

fn names<'n>(root: Option<&'n Node>, table: &Path) -> impl Iterator<Item = &'n str> {
    let table = root.and_then(|root| root.at(table)).and_then(Node::table);
    let entries = table.map_or(&[][..], Table::entries).iter();
    entries.map(|entry| entry.key.as_str())
}

/// `probe = "url"` is `probes.default`.
fn is_short_probe(base: &Node, path: &Path) -> bool {
    let [service @ .., Segment::Key(probes), Segment::Key(name)] = path.0.as_slice() else {
        return false;
    };
    probes == "probes"
        && name == "default"
        && base
            .at(&Path(service.to_vec()))
            .is_some_and(|service| service.get("probe").is_some())
}

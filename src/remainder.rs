//! A file whose structure is wrong in places is judged without those places, so that one run reports everything. What is
//! found may then only be the shadow of a place that was taken out: such findings are held back.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Level, Path, Place, Segment, Span};
use crate::source::{Entry, Node, Table, Value};

/// Findings that judge one value by itself: nothing that is missing elsewhere makes them wrong.
const LOCAL: [&str; 24] = [
    "address/localhost",
    "address/no-port",
    "address/not-an-address",
    "bind/not-a-hash",
    "email/not-an-address",
    "image/unpinned",
    "label/reserved",
    "name/invalid",
    "probe/not-a-url",
    "promql/syntax",
    "receiver/not-a-chat",
    "regex/invalid",
    "route/receiver-twice",
    "scrape/timeout-over-interval",
    "secret/in-plain-text",
    "secret/not-expanded",
    "secret/outside-project",
    "threshold/critical-before-warning",
    "threshold/out-of-range",
    "threshold/same-value",
    "threshold/wrong-unit",
    "time-interval/no-length",
    "time-interval/unknown-location",
    "url/not-http",
];

/// What was taken out.
#[derive(Debug, Clone, Default)]
pub struct Remainder {
    removed: Vec<Path>,
    /// A table of the root under a word that is none: what it was meant for seems to be missing.
    misnamed_table: bool,
    /// A whole table of the root: what refers to it would look wrong.
    whole_table: bool,
    /// Lines that are no TOML: nobody knows what stood there.
    lost: Vec<Span>,
}

impl Remainder {
    /// What these errors take out; nothing, where too much would be missing for any judgement. `lost`: lines that could not be read
    /// at all.
    pub fn of(errors: &[Diagnostic], lost: Vec<Span>) -> Option<Remainder> {
        let mut removed = Vec::new();
        let mut misnamed_table = false;
        let mut whole_table = false;
        for error in errors.iter().filter(|error| error.level == Level::Error) {
            match &error.labels.first()?.place {
                // What is not built yet may have held what others name: included files, environments, templates.
                Place::Key(path) if error.id == "schema/not-yet" => {
                    misnamed_table = true;
                    removed.push(path.clone());
                }
                Place::Key(path) if path.0.len() == 1 && error.id == "schema/unknown-key" => {
                    misnamed_table = true;
                    removed.push(path.clone());
                }
                Place::Key(path) | Place::Value(path) | Place::Within(path, _)
                    if !path.is_root() =>
                {
                    // Who takes up a layer misses what went there.
                    let is_layer =
                        matches!(path.0.first(), Some(Segment::Key(table)) if table == "templates");
                    whole_table |= path.0.len() == 1 || is_layer;
                    removed.push(path.clone());
                }
                _ => return None,
            }
        }
        Some(Remainder {
            removed,
            misnamed_table,
            whole_table,
            lost,
        })
    }

    /// Whether nothing was taken out.
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.lost.is_empty()
    }

    /// The tree without the places that were taken out.
    pub fn left_of(&self, tree: Node) -> Node {
        if self.removed.is_empty() {
            return tree;
        }
        without(&tree, &Gone::of(&self.removed), &Path::root())
    }

    /// Both, where files become one.
    pub fn and(mut self, other: Remainder) -> Remainder {
        self.removed.extend(other.removed);
        self.lost.extend(other.lost);
        self.misnamed_table |= other.misnamed_table;
        self.whole_table |= other.whole_table;
        self
    }

    /// The same, as if the whole of this list were gone where an entry of it is.
    pub fn of_whole_list(mut self, list: &[&str]) -> Remainder {
        let list = Path::of(list);
        for path in &mut self.removed {
            if path.0.starts_with(&list.0) {
                path.0.truncate(list.0.len());
            }
        }
        self
    }

    /// Whether something was taken out at or below this place: what is missing there is no news.
    pub fn was_at(&self, place: &Place) -> bool {
        match place {
            Place::Key(path) | Place::Value(path) | Place::Within(path, _) => {
                self.removed.iter().any(|gone| gone.0.starts_with(&path.0))
            }
            Place::At(_) | Place::File(_) => false,
        }
    }

    /// Keeps what is certainly wrong: what one value is by itself, and errors that neither stand in what a removed place belongs to
    /// nor name it.
    pub fn keep(&self, tree: &Node, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        findings
            .into_iter()
            .filter(|finding| self.is_certain(tree, finding))
            .collect()
    }

    fn is_certain(&self, tree: &Node, finding: &Diagnostic) -> bool {
        if LOCAL.contains(&finding.id) {
            return !finding
                .labels
                .iter()
                .any(|label| self.touches(tree, &label.place));
        }
        self.lost.is_empty()
            && !self.whole_table
            && finding.level == Level::Error
            && !self.removed.iter().any(|path| is_shadow(finding, path))
            && !(self.misnamed_table && says_missing(finding))
    }

    /// Whether a place holds, or is held by, something removed, or stands on a line that could not be read.
    fn touches(&self, tree: &Node, place: &Place) -> bool {
        let (Place::Key(path) | Place::Value(path) | Place::Within(path, _)) = place else {
            return true;
        };
        let span = tree.span_of(place);
        self.removed
            .iter()
            .any(|gone| gone.0.starts_with(&path.0) || path.0.starts_with(&gone.0))
            || self.lost.iter().any(|line| {
                span.file == line.file && span.start < line.end && line.start < span.end
            })
    }
}

/// Places that are to go, found without looking at each of them.
struct Gone<'p> {
    places: HashSet<&'p [Segment]>,
    /// Those that hold one.
    around: HashSet<&'p [Segment]>,
    /// Lists of which an entry is to go: without it the others would have other places.
    lists: HashSet<&'p [Segment]>,
}

impl<'p> Gone<'p> {
    fn of(removed: &'p [Path]) -> Gone<'p> {
        let mut gone = Gone {
            places: HashSet::new(),
            around: HashSet::new(),
            lists: HashSet::new(),
        };
        for path in removed {
            gone.places.insert(&path.0);
            gone.around
                .extend((0..=path.0.len()).map(|length| &path.0[..length]));
            if let Some((Segment::Index(_), list)) = path.0.split_last() {
                gone.lists.insert(list);
            }
        }
        gone
    }
}

fn without(node: &Node, gone: &Gone<'_>, at: &Path) -> Node {
    if !gone.around.contains(at.0.as_slice()) {
        return node.clone();
    }
    let value = match &node.value {
        Value::Table(table) => {
            let entries = table.entries().iter().filter_map(|entry| {
                let path = at.key(&entry.key);
                let place = path.0.as_slice();
                if gone.places.contains(place) || gone.lists.contains(place) {
                    return None;
                }
                Some(Entry {
                    node: without(&entry.node, gone, &path),
                    ..entry.clone()
                })
            });
            Value::Table(Table::new(entries.collect()))
        }
        Value::Array(items) => Value::Array(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| without(item, gone, &at.index(index)))
                .collect(),
        ),
        other => other.clone(),
    };
    Node {
        span: node.span,
        value,
    }
}

/// Whether a finding stands in, or names, the thing that a removed place belongs to: `services.api` of
/// `services.api.thresholds.cpu`, `routing.routes[0]` of `routing.routes[0].mute`.
fn is_shadow(finding: &Diagnostic, removed: &Path) -> bool {
    let length = match removed.0.get(2) {
        Some(Segment::Index(_)) => 3,
        _ => 2,
    };
    let thing = removed.0.get(..length).unwrap_or(&removed.0);
    let quoted = match thing.last() {
        Some(Segment::Key(name)) => Some(format!("`{name}`")),
        Some(Segment::Index(_)) => None,
        None => return true,
    };
    let names = |text: &str| quoted.as_ref().is_some_and(|quoted| text.contains(quoted));
    names(&finding.title)
        || finding.labels.is_empty()
        || finding.labels.iter().any(|label| {
            let inside = match &label.place {
                Place::Key(path) | Place::Value(path) | Place::Within(path, _) => {
                    path.0.starts_with(thing) || thing.starts_with(&path.0)
                }
                Place::At(_) | Place::File(_) => true,
            };
            inside || names(&label.text)
        })
}

/// Whether a finding says that something is not there: it may stand in the table whose name is wrong.
fn says_missing(finding: &Diagnostic) -> bool {
    let name = finding.id.split_once('/').map_or("", |(_, name)| name);
    (name == "unknown" && !finding.id.starts_with("kind/") && !finding.id.starts_with("signal/"))
        || finding.id.starts_with("route/unknown-")
        || name.starts_with("no-")
        || name == "missing"
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Remainder;
    use crate::diagnostic::{Diagnostic, Path, Place, Span};
    use crate::source::{Sources, parse};

    fn error(keys: &[&str], title: &str) -> Diagnostic {
        Diagnostic::error("a/b", title).at(Place::Value(Path::of(keys)), "here")
    }

    fn line(range: std::ops::Range<usize>) -> Span {
        Span {
            start: range.start,
            end: range.end,
            ..Span::default()
        }
    }

    #[test]
    fn only_the_wrong_places_are_missing() {
        let mut sources = Sources::default();
        let file = sources.add(
            "f",
            "[services.api]\nkind = 3\nteam = \"a\"\n[stack]\nname = \"b\"\n",
        );
        let (tree, _) = parse(&sources, file);
        let errors = [error(&["services", "api", "kind"], "x")];
        let remainder = Remainder::of(&errors, Vec::new()).unwrap();
        assert_eq!(
            remainder.left_of(tree.clone()).to_json(),
            serde_json::json!({ "services": { "api": { "team": "a" } }, "stack": { "name": "b" } })
        );
        let kept = remainder.keep(
            &tree,
            vec![
                error(&["services", "api"], "has no kind"),
                error(&["routing", "receiver"], "no receiver `chat`"),
                error(&["services", "db", "depends_on"], "`api` is not there"),
            ],
        );
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].title, "no receiver `chat`");
    }

    #[test]
    fn without_a_root_table_only_values_are_judged() {
        let mut sources = Sources::default();
        let file = sources.add("f", "services = 3\n[smtp]\naddress = \"x\"\n");
        let (tree, _) = parse(&sources, file);
        let remainder = Remainder::of(&[error(&["services"], "x")], Vec::new()).unwrap();
        let port = Diagnostic::error("address/no-port", "no port")
            .at(Place::Value(Path::of(&["smtp", "address"])), "here");
        let other = error(&["routing", "routes"], "nothing reaches it");
        assert_eq!(remainder.keep(&tree, vec![port.clone(), other]), [port]);
        let root = Diagnostic::error("a/b", "x").at(Place::Value(Path::root()), "here");
        assert!(Remainder::of(&[root], Vec::new()).is_none());
    }

    #[test]
    fn what_one_value_is_by_itself_stays() {
        let mut sources = Sources::default();
        let text = "[services.api]\nadress = \"x\"\nprobe = \"y\"\n[[routing.routes]]\nmtach = 1\nmute = [\"n\"]\n[[routing.routes]]\nreceiver = \"z\"\n";
        let file = sources.add("f", text);
        let (tree, _) = parse(&sources, file);
        let routes = Path::of(&["routing", "routes"]);
        let errors = [
            error(&["services", "api", "adress"], "x"),
            Diagnostic::error("a/b", "x").at(Place::Key(routes.index(0).key("mtach")), "here"),
        ];
        let probe = Diagnostic::error("probe/not-a-url", "no URL").at(
            Place::Value(Path::of(&["services", "api", "probe"])),
            "here",
        );
        let second = Diagnostic::error("receiver/unknown", "there is no receiver `z`")
            .at(Place::Value(routes.index(1).key("receiver")), "here");
        let first = Diagnostic::error("time-interval/unknown", "there is no `n`")
            .at(Place::Value(routes.index(0).key("mute").index(0)), "here");
        let found = vec![probe.clone(), second.clone(), first];
        let remainder = Remainder::of(&errors, Vec::new()).unwrap();
        assert_eq!(
            remainder.keep(&tree, found.clone()),
            [probe.clone(), second]
        );
        // A line that is no TOML: only what values are by themselves, and not on that line.
        let lost = Remainder::of(&[], vec![line(0..14)]).unwrap();
        assert_eq!(lost.keep(&tree, found.clone()), [probe]);
        let at = text.find("probe").unwrap();
        let lost = Remainder::of(&[], vec![line(at..at + 11)]).unwrap();
        assert_eq!(lost.keep(&tree, found), []);
    }
}

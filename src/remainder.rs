//! A file whose structure is wrong in places is judged without those places, so that one run reports everything. What is
//! found may then only be the shadow of a place that was taken out: such findings are held back.

use crate::diagnostic::{Diagnostic, Level, Path, Place, Segment};
use crate::source::{Entry, Node, Table, Value};

/// What is left, and what was taken out.
#[derive(Debug, Clone)]
pub struct Remainder {
    pub tree: Node,
    removed: Vec<Path>,
    /// A table of the root under a word that is none: what it was meant for seems to be missing.
    misnamed_table: bool,
}

impl Remainder {
    /// `tree` without the places of these errors; nothing, where too much would be missing for any judgement.
    pub fn of(tree: &Node, errors: &[Diagnostic]) -> Option<Remainder> {
        let mut removed = Vec::new();
        let mut misnamed_table = false;
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
                // A whole table of the root says too much: what refers to it would look wrong.
                Place::Key(path) | Place::Value(path) | Place::Within(path, _)
                    if path.0.len() > 1 =>
                {
                    removed.push(path.clone());
                }
                _ => return None,
            }
        }
        Some(Remainder {
            tree: without(tree, &removed, &Path::root()),
            removed,
            misnamed_table,
        })
    }

    /// Keeps what is certainly wrong: errors that neither stand in what a removed place belongs to nor name it.
    pub fn keep(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        findings
            .into_iter()
            .filter(|finding| finding.level == Level::Error)
            .filter(|finding| !self.removed.iter().any(|path| is_shadow(finding, path)))
            .filter(|finding| !(self.misnamed_table && says_missing(finding)))
            .collect()
    }
}

fn without(node: &Node, removed: &[Path], at: &Path) -> Node {
    let Value::Table(table) = &node.value else {
        return node.clone();
    };
    let is_concerned = |path: &Path| removed.iter().any(|gone| gone.0.starts_with(&path.0));
    let entries = table
        .entries()
        .iter()
        .filter_map(|entry| {
            let path = at.key(&entry.key);
            if removed.contains(&path) {
                return None;
            }
            let is_list = matches!(entry.node.value, Value::Array(_));
            let node = match is_concerned(&path) {
                // Without one entry the others would have other places.
                true if is_list => return None,
                true => without(&entry.node, removed, &path),
                false => entry.node.clone(),
            };
            Some(Entry {
                node,
                ..entry.clone()
            })
        })
        .collect();
    Node {
        span: node.span,
        value: Value::Table(Table::new(entries)),
    }
}

/// Whether a finding stands in, or names, the thing that a removed place belongs to: `services.api` of
/// `services.api.thresholds.cpu`.
fn is_shadow(finding: &Diagnostic, removed: &Path) -> bool {
    let thing = removed.0.get(..2).unwrap_or(&removed.0);
    let Some(Segment::Key(name)) = thing.last() else {
        return true;
    };
    let quoted = format!("`{name}`");
    let names = |text: &str| text.contains(&quoted);
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
    use crate::diagnostic::{Diagnostic, Path, Place};
    use crate::source::{Sources, parse};

    fn error(keys: &[&str], title: &str) -> Diagnostic {
        Diagnostic::error("a/b", title).at(Place::Value(Path::of(keys)), "here")
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
        let remainder = Remainder::of(&tree, &errors).unwrap();
        assert_eq!(
            remainder.tree.to_json(),
            serde_json::json!({ "services": { "api": { "team": "a" } }, "stack": { "name": "b" } })
        );
        let kept = remainder.keep(vec![
            error(&["services", "api"], "has no kind"),
            error(&["routing", "receiver"], "no receiver `chat`"),
            error(&["services", "db", "depends_on"], "`api` is not there"),
        ]);
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].title, "no receiver `chat`");
    }

    #[test]
    fn a_missing_root_table_leaves_nothing_to_judge() {
        let mut sources = Sources::default();
        let file = sources.add("f", "[service.api]\nkind = \"http\"\n");
        let (tree, _) = parse(&sources, file);
        assert!(Remainder::of(&tree, &[error(&["service"], "x")]).is_none());
    }
}

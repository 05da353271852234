//! A rule file of Prometheus as far as it is judged.

use crate::diagnostic::FileId;
use crate::resolve::Inputs;
use crate::source::{Node, NotYaml, Value, parse_yaml};

/// A file that `[prometheus] rules` takes along.
#[derive(Debug)]
pub struct RuleFile<'i> {
    pub path: &'i str,
    pub file: FileId,
    pub text: &'i str,
    pub root: Result<Node, NotYaml>,
}

/// All of them.
pub fn rule_files(inputs: &Inputs) -> Vec<RuleFile<'_>> {
    let files = inputs.rules.iter().map(|input| RuleFile {
        path: &input.path,
        file: input.file,
        text: &input.text,
        root: parse_yaml(&input.text, input.file),
    });
    files.collect()
}

/// One rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'f> {
    pub node: &'f Node,
    pub alert: Option<&'f Node>,
    pub record: Option<&'f Node>,
    pub expr: Option<&'f Node>,
    /// Its `for`.
    pub wait: Option<&'f Node>,
}

impl<'f> Rule<'f> {
    /// Of what it fires or records.
    pub fn name(&self) -> Option<&'f str> {
        self.alert.or(self.record).and_then(Node::string)
    }

    /// What it adds to its series; of labels written twice nothing is known here.
    pub fn labels(&self) -> Vec<(&'f str, &'f str)> {
        let labels = self.node.get("labels").and_then(Node::table);
        let entries = labels.map_or(&[][..], |table| table.entries());
        let pair =
            |entry: &'f crate::source::Entry| Some((entry.key.as_str(), entry.node.string()?));
        entries.iter().filter_map(pair).collect()
    }
}

impl RuleFile<'_> {
    /// Groups that are tables.
    pub fn groups(&self) -> impl Iterator<Item = &Node> {
        let root = self.root.as_ref().ok();
        let groups = root.and_then(|root| root.get("groups"));
        list(groups).filter(|group| group.table().is_some())
    }

    /// Rules that are tables, of all groups.
    pub fn rules(&self) -> impl Iterator<Item = Rule<'_>> {
        let rules = self.groups().flat_map(|group| list(group.get("rules")));
        rules
            .filter(|node| node.table().is_some())
            .map(|node| Rule {
                node,
                alert: node.get("alert"),
                record: node.get("record"),
                expr: node.get("expr"),
                wait: node.get("for"),
            })
    }
}

/// The entries of a list; of anything else, none.
pub fn list(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    let items = match node.map(|node| &node.value) {
        Some(Value::Array(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter()
}

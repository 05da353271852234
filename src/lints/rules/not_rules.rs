//! A file that Prometheus refuses as rules: no YAML, or not of this form. The form is `rulefmt` of Prometheus 3.

use std::collections::BTreeSet;

use crate::config::value::parse_duration;
use crate::diagnostic::{Diagnostic, Place, Span, nearest};
use crate::lints::context::{Context, Findings};
use crate::source::{Entry, Node, Value, within};

use super::file::{RuleFile, list};
use super::template;

const ID: &str = "rules/not-rules";

const OF_FILE: [&str; 1] = ["groups"];
const OF_GROUP: [&str; 6] = [
    "name",
    "interval",
    "query_offset",
    "limit",
    "labels",
    "rules",
];
const OF_RULE: [&str; 7] = [
    "alert",
    "record",
    "expr",
    "for",
    "keep_firing_for",
    "labels",
    "annotations",
];
/// Keys of a rule that only alerts have.
const OF_ALERTS: [&str; 3] = ["for", "keep_firing_for", "annotations"];

pub fn check(context: &Context<'_>, out: &mut Findings) {
    for file in &context.rule_files {
        match &file.root {
            Err(wrong) => {
                let place = Place::At(Span {
                    file: file.file,
                    start: wrong.at,
                    end: wrong.at,
                });
                let title = format!("`{}` is no YAML", file.path);
                out.push(
                    Diagnostic::error(ID, title)
                        .at(place, wrong.why)
                        .help("correct it, or leave the file out: Prometheus refuses it"),
                );
            }
            Ok(root) => Form { file, out }.file(root),
        }
    }
}

struct Form<'c, 'o> {
    file: &'c RuleFile<'c>,
    out: &'o mut Findings,
}

impl Form<'_, '_> {
    fn say(&mut self, node: &Node, title: String, label: &str, help: &str) {
        self.out.push(
            Diagnostic::error(ID, title)
                .at(Place::At(node.span), label)
                .help(help),
        );
    }

    fn file(&mut self, root: &Node) {
        let path = self.file.path;
        if root.table().is_none() {
            let title = format!("`{path}` is no file of rules");
            return self.say(root, title, "expected `groups:`", "begin it with `groups:`");
        }
        self.keys(root, &OF_FILE, "the file");
        if let Some(groups) = root.get("groups")
            && !matches!(groups.value, Value::Array(_))
        {
            let title = "`groups` is no list".to_owned();
            self.say(
                groups,
                title,
                "expected entries with `-`",
                "write `- name: …` below it",
            );
        }
        let file = self.file;
        let mut names = BTreeSet::new();
        for group in list(root.get("groups")) {
            if group.table().is_none() {
                let title = "a group is a table".to_owned();
                self.say(
                    group,
                    title,
                    "expected `name:` and `rules:`",
                    "write `- name: …`",
                );
                continue;
            }
            self.keys(group, &OF_GROUP, "a group");
            let name = group.get("name").and_then(Node::string);
            match name.filter(|name| !name.is_empty()) {
                None => self.say(
                    group,
                    "a group has no name".to_owned(),
                    "expected `name:`",
                    "write `name: …`",
                ),
                Some(name) if !names.insert(name) => {
                    let place = group.get("name").unwrap_or(group);
                    let title = format!("the group `{name}` is there twice");
                    self.say(place, title, "the second", "give it another name");
                }
                Some(_) => {}
            }
            for key in ["interval", "query_offset"] {
                self.duration(group, key);
            }
            self.texts(group, "labels", true);
            if let Some(limit) = group.get("limit")
                && limit
                    .string()
                    .is_none_or(|limit| limit.parse::<f64>().is_err())
            {
                let title = "`limit` is no number".to_owned();
                self.say(limit, title, "expected one such as `100`", "write `100`");
            }
            if let Some(rules) = group.get("rules")
                && !matches!(rules.value, Value::Array(_))
            {
                let title = "`rules` is no list".to_owned();
                self.say(
                    rules,
                    title,
                    "expected entries with `-`",
                    "write `- alert: …` below it",
                );
            }
            for rule in list(group.get("rules")).filter(|rule| rule.table().is_none()) {
                let title = "a rule is a table".to_owned();
                self.say(
                    rule,
                    title,
                    "expected `alert:` or `record:`",
                    "write `- alert: …`",
                );
            }
        }
        for rule in file.rules() {
            self.rule(&rule);
        }
    }

    fn rule(&mut self, rule: &super::file::Rule<'_>) {
        self.keys(rule.node, &OF_RULE, "a rule");
        let node = rule.name().map_or(rule.node, |_| {
            rule.alert.or(rule.record).unwrap_or(rule.node)
        });
        match (rule.alert, rule.record) {
            (Some(_), Some(_)) => self.say(
                node,
                "a rule is an alert or a record, not both".to_owned(),
                "has `alert` and `record`",
                "make two rules of it",
            ),
            _ if rule.name().is_none_or(str::is_empty) => self.say(
                node,
                "a rule has no name".to_owned(),
                "expected `alert:` or `record:`",
                "write `alert: …`",
            ),
            _ => {}
        }
        let name = rule.name().unwrap_or_default();
        let expr = rule.expr.and_then(Node::string);
        // `expression:` is said as a key that there is not.
        let keys = rule.node.table().map_or(&[][..], |table| table.entries());
        let meant = rule.expr.is_none() && keys.iter().any(|entry| entry.key.starts_with("expr"));
        if !meant && expr.is_none_or(|expr| expr.trim().is_empty()) {
            let title = format!("`{name}` has no expression");
            self.say(node, title, "expected `expr:`", "write `expr: …`");
        }
        for key in ["for", "keep_firing_for"] {
            self.duration(rule.node, key);
        }
        if rule.record.is_some() && rule.alert.is_none() {
            for key in OF_ALERTS {
                let Some(entry) = entry(rule.node, key) else {
                    continue;
                };
                self.out.push(
                    Diagnostic::error(ID, format!("a rule that records takes no `{key}`"))
                        .at(Place::At(entry.key_span), format!("`{name}` records"))
                        .help("take it out"),
                );
            }
        }
        if let Some(record) = rule.record.filter(|_| name.contains(['{', '}'])) {
            let title = format!("`{name}` is no name of a record");
            self.say(
                record,
                title,
                "braces belong to an expression",
                "write the labels as `labels:`",
            );
        }
        self.texts(rule.node, "labels", true);
        self.texts(rule.node, "annotations", false);
    }

    /// A table of names and texts.
    fn texts(&mut self, owner: &Node, key: &str, labels: bool) {
        let Some(map) = owner.get(key) else { return };
        let Some(table) = map.table() else {
            let title = format!("`{key}` is no table");
            self.say(
                map,
                title,
                "expected names with texts",
                "write `name: text` below it",
            );
            return;
        };
        for entry in table.entries() {
            let reserved = labels && entry.key == "__name__";
            if reserved || entry.key.is_empty() {
                self.out.push(
                    Diagnostic::error(ID, format!("`{}` is no name of a label", entry.key))
                        .at(Place::At(entry.key_span), "Prometheus refuses it")
                        .help("take it out"),
                );
            }
            let Some(text) = entry.node.string() else {
                let title = format!("`{}` is no text", entry.key);
                self.say(&entry.node, title, "expected a text", "put it in quotes");
                continue;
            };
            if let Some((part, title, help)) = template::wrong(text) {
                let place = Place::At(within(self.file.text, &entry.node, part));
                self.out.push(
                    Diagnostic::error(ID, title)
                        .at(place, "Prometheus refuses the file")
                        .help(help),
                );
            }
        }
    }

    fn duration(&mut self, table: &Node, key: &str) {
        let Some(node) = table.get(key) else { return };
        if node.string().and_then(parse_duration).is_none() {
            self.say(
                node,
                format!("`{key}` is no duration"),
                "expected one such as `5m`",
                "write `5m`",
            );
        }
    }

    fn keys(&mut self, node: &Node, known: &[&str], whose: &str) {
        let entries = node.table().map_or(&[][..], |table| table.entries());
        for entry in entries {
            if known.contains(&entry.key.as_str()) {
                continue;
            }
            let near = nearest(&entry.key, known.iter().copied()).or_else(|| {
                known
                    .iter()
                    .copied()
                    .find(|known| entry.key.starts_with(known))
            });
            self.out.push(
                Diagnostic::error(ID, format!("{whose} has no key `{}`", entry.key))
                    .at(Place::At(entry.key_span), "Prometheus refuses the file")
                    .help(near.map_or_else(
                        || format!("it has {}", known.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    )),
            );
        }
    }
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    node.table()?.get(key)
}

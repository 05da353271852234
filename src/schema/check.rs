//! The walk: a schema beside a tree.

use std::collections::{HashMap, HashSet};

use regex::Regex;
use serde_json::Value as Json;

use crate::config::value::{DURATION_PATTERN, Duration, parse_duration};
use crate::diagnostic::{Diagnostic, Path, Place, Segment};
use crate::source::{Node, Table, Value};

use super::expected::{expected, types};
use super::unknown_key::Surroundings;
use super::{elsewhere, secret, text, unknown_key, unknown_value, wrong_type};

/// Every mistake of the tree, in the order of the file. `included`: only what an included file may hold is known.
pub fn check(schema: &Json, root: &Node, included: bool) -> Vec<Diagnostic> {
    let mut walk = Walk {
        whole: schema,
        included,
        overlay: false,
        patterns: HashMap::new(),
        route: Vec::new(),
        tables: Vec::new(),
        findings: Vec::new(),
    };
    walk.value(schema, root);
    // A layer that many services share is read once for each: its mistakes are said once.
    let mut seen = HashSet::new();
    walk.findings.retain(|finding| {
        let place = finding
            .labels
            .first()
            .map(|label| root.span_of(&label.place));
        seen.insert((finding.id, place, root_cause(finding)))
    });
    walk.findings
}

/// Several keys may be missing at one place.
fn root_cause(finding: &Diagnostic) -> Option<String> {
    (finding.id == "schema/missing-key").then(|| finding.title.clone())
}

enum Step<'s> {
    Key(&'s str),
    Index(usize),
}

struct Walk<'s> {
    /// Where references lead to.
    whole: &'s Json,
    included: bool,
    /// Inside an environment: what is required is asked of the merged file.
    overlay: bool,
    patterns: HashMap<&'s str, Option<Regex>>,
    route: Vec<Step<'s>>,
    /// Schemas of the tables around, and how long the route to each is.
    tables: Vec<(&'s Json, usize)>,
    findings: Vec<Diagnostic>,
}

impl<'s> Walk<'s> {
    fn path(&self) -> Path {
        self.path_of(self.route.len())
    }

    fn path_of(&self, length: usize) -> Path {
        Path(
            self.route[..length]
                .iter()
                .map(|step| match step {
                    Step::Key(key) => Segment::Key((*key).to_owned()),
                    Step::Index(index) => Segment::Index(*index),
                })
                .collect(),
        )
    }

    fn value(&mut self, schema: &'s Json, node: &'s Node) {
        let outside = self.overlay;
        self.overlay |= schema.get("x-overlay").is_some();
        self.value_of(self.referred(schema), node);
        self.overlay = outside;
    }

    fn value_of(&mut self, schema: &'s Json, node: &'s Node) {
        if !has_type(schema, &node.value) {
            let path = self.path();
            let is_secret = schema.get("x-secret").is_some();
            self.findings.push(match &node.value {
                Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Array(_)
                    if is_secret =>
                {
                    secret::finding(&path, node)
                }
                _ => wrong_type::finding(&path, node, schema),
            });
            return;
        }
        if schema.pointer("/not/const") == Some(&Json::Bool(true))
            && node.value == Value::Boolean(true)
        {
            self.findings
                .push(wrong_type::finding(&self.path(), node, schema));
            return;
        }
        match &node.value {
            Value::String(given) => self.text(schema, given),
            Value::Integer(number) => self.number(schema, *number as f64),
            Value::Float(number) => self.number(schema, *number),
            Value::Array(items) => self.list(schema, items),
            Value::Table(table) => self.table(schema, node, table),
            Value::Boolean(_) | Value::Datetime(_) => {}
        }
    }

    /// What stands twice in the schema is written once.
    fn referred(&self, schema: &'s Json) -> &'s Json {
        let place = schema.get("$ref").and_then(Json::as_str);
        place
            .and_then(|place| self.whole.pointer(place.trim_start_matches('#')))
            .unwrap_or(schema)
    }

    fn text(&mut self, schema: &'s Json, given: &str) {
        if given.is_empty() && schema.get("minLength").is_some() {
            self.findings
                .push(text::empty(&self.path(), "a text", schema));
            return;
        }
        if let Some(options) = schema.get("enum").and_then(Json::as_array)
            && schema.get("x-open").is_none()
            && !options.iter().any(|option| option == given)
        {
            self.findings
                .push(unknown_value::finding(&self.path(), given, options));
        }
        if let Some(source) = schema.get("pattern").and_then(Json::as_str) {
            let path = (!self.matches(source, given)).then(|| self.path());
            if let (Some(path), Some(Some(pattern))) = (path, self.patterns.get(source)) {
                self.findings
                    .push(text::unreadable(&path, given, schema, pattern));
            } else if let Some((why, help)) = limit(source, schema, given) {
                self.findings
                    .push(text::beyond(&self.path(), given, why, help));
            }
        }
    }

    /// Patterns are compiled when a value first needs them: most files need few.
    fn matches(&mut self, source: &'s str, given: &str) -> bool {
        let pattern = self
            .patterns
            .entry(source)
            .or_insert_with(|| Regex::new(source).ok());
        pattern
            .as_ref()
            .is_none_or(|pattern| pattern.is_match(given))
    }

    fn number(&mut self, schema: &'s Json, given: f64) {
        let bound = |name: &str| schema.get(name).and_then(Json::as_f64);
        let (low, above, high) = (
            bound("minimum"),
            bound("exclusiveMinimum"),
            bound("maximum"),
        );
        if low.is_some_and(|low| given < low)
            || above.is_some_and(|above| given <= above)
            || high.is_some_and(|high| given > high)
        {
            let expected = match (low, above, high) {
                _ if schema.get("x-expected").is_some() => expected(schema),
                (Some(low), _, Some(high)) => format!("a number from {low} to {high}"),
                (Some(low), _, None) => format!("a number, {low} or more"),
                (None, Some(above), _) => format!("a number above {above}"),
                (None, None, high) => format!("a number, {} or less", high.unwrap_or(0.0)),
            };
            let path = self.path();
            self.findings.push(
                Diagnostic::error(
                    "schema/invalid-value",
                    format!("`{path}` cannot be {given}"),
                )
                .at(Place::Value(path), format!("expected {expected}")),
            );
        }
    }

    fn list(&mut self, schema: &'s Json, items: &'s [Node]) {
        if items.is_empty() && schema.get("minItems").is_some() {
            self.findings
                .push(text::empty(&self.path(), "a list", schema));
        }
        let Some(item_schema) = schema.get("items") else {
            return;
        };
        for (index, item) in items.iter().enumerate() {
            self.route.push(Step::Index(index));
            self.value(item_schema, item);
            self.route.pop();
        }
    }

    fn table(&mut self, schema: &'s Json, node: &'s Node, table: &'s Table) {
        let bound = |name: &str| schema.get(name).and_then(Json::as_u64);
        let size = table.len() as u64;
        if bound("minProperties").is_some_and(|least| size < least) {
            self.findings
                .push(text::empty(&self.path(), "a table", schema));
            return;
        }
        if bound("maxProperties").is_some_and(|most| size > most)
            && schema.pointer("/properties/env").is_some()
        {
            let path = self.path();
            self.findings.push(
                Diagnostic::error(
                    "schema/invalid-value",
                    format!("`{path}` has two places for one secret"),
                )
                .at(
                    Place::Value(path),
                    "expected either { env = \"NAME\" } or { file = \"path\" }",
                )
                .help("keep one of them"),
            );
            return;
        }
        let properties = schema.get("properties").and_then(Json::as_object);
        let others = schema.get("additionalProperties");
        let names = schema
            .pointer("/propertyNames/pattern")
            .and_then(Json::as_str);
        let depth = self.route.len();
        let mut meant = Vec::new();
        for entry in table.entries() {
            self.route.push(Step::Key(&entry.key));
            if let Some(pattern) = names
                && !self.matches(pattern, &entry.key)
            {
                self.name(&entry.key);
            }
            // Few tables are that near to the root.
            let elsewhere = (self.route.len() <= 4 && (self.included || self.overlay))
                .then(|| elsewhere::finding(&self.path(), self.included))
                .flatten();
            let known = properties.and_then(|known| known.get(&entry.key));
            if let (Some(finding), Some(_)) = (elsewhere, known) {
                self.findings.push(finding);
                self.route.pop();
                continue;
            }
            match (known, others) {
                (Some(known), _) => {
                    self.tables.push((schema, depth));
                    self.value(known, &entry.node);
                    self.tables.pop();
                }
                (None, Some(Json::Bool(false))) => {
                    let around: Vec<(&Json, Path)> = self
                        .tables
                        .iter()
                        .map(|(schema, length)| (*schema, self.path_of(*length)))
                        .collect();
                    let (finding, key) = unknown_key::finding(
                        &self.path(),
                        entry,
                        &Surroundings {
                            schema,
                            table: node,
                            around: &around,
                        },
                    );
                    meant.extend(key);
                    self.findings.push(finding);
                }
                (None, Some(other)) => {
                    self.tables.push((schema, depth));
                    self.value(other, &entry.node);
                    self.tables.pop();
                }
                (None, None) => {}
            }
            self.route.pop();
        }
        let required = schema.get("required").and_then(Json::as_array);
        for key in required.filter(|_| !self.overlay).into_iter().flatten() {
            let Some(key) = key.as_str() else { continue };
            // Under another word it is there.
            if !table.has(key) && !meant.iter().any(|meant: &String| meant == key) {
                let path = self.path();
                self.findings.push(
                    Diagnostic::error("schema/missing-key", format!("`{path}` needs `{key}`"))
                        .at(Place::Value(path), format!("`{key}` is missing here"))
                        .help(format!("add `{key} = …`")),
                );
            }
        }
    }

    fn name(&mut self, key: &str) {
        let path = self.path();
        let shown = Path::of(&[key]);
        let finding = Diagnostic::error(
            "schema/invalid-value",
            format!("`{shown}` cannot be the name of a label"),
        )
        .at(
            Place::Key(path),
            "expected lower-case letters, digits and `_`",
        );
        let mended = key
            .to_lowercase()
            .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let starts_well = mended.starts_with(|c: char| c.is_ascii_lowercase());
        self.findings.push(if starts_well && mended != key {
            finding.help(format!("write `{mended}`"))
        } else {
            finding
        });
    }
}

/// What a pattern cannot say: how long a duration may be, and where none at all is refused.
fn limit(pattern: &str, schema: &Json, given: &str) -> Option<(&'static str, &'static str)> {
    if pattern != DURATION_PATTERN {
        return None;
    }
    match parse_duration(given) {
        None => Some((
            "longer than the 292 years that the servers can count",
            "write \"292y\" or less",
        )),
        Some(none) if none == Duration::default() && schema.get("x-positive").is_some() => Some((
            "expected a time above 0: the servers refuse to start with none",
            "write how long, or take it out for the default",
        )),
        Some(_) => None,
    }
}

fn has_type(schema: &Json, value: &Value) -> bool {
    let mut any = true;
    for name in types(schema) {
        any = false;
        let fits = match (name, value) {
            ("string", Value::String(_)) | ("boolean", Value::Boolean(_)) => true,
            ("array", Value::Array(_)) | ("object", Value::Table(_)) => true,
            ("integer" | "number", Value::Integer(_)) => true,
            ("number", Value::Float(float)) => float.is_finite(),
            ("integer", Value::Float(float)) => float.is_finite() && float.fract() == 0.0,
            _ => false,
        };
        if fits {
            return true;
        }
    }
    any
}

//! The expressions of the file.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::config::Config;
use crate::diagnostic::{Path, Place};
use crate::lints::context::Context;
use crate::promql::{self, Expr, Located, Shape, Shapes};

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Fires for every series of the result.
    Alert,
    /// Is recorded.
    Signal,
    /// Counts events of an objective.
    Events,
}

/// An expression that parses.
#[derive(Debug)]
pub struct Expression {
    pub path: Path,
    pub role: Role,
    pub located: Located,
}

impl Expression {
    pub fn parsed(&self) -> &Expr {
        self.located.expression()
    }

    /// A part of the text; the whole value where its place is not known.
    pub fn place(&self, part: Option<Range<usize>>) -> Place {
        match part {
            Some(range) => Place::Within(self.path.clone(), range),
            None => Place::Value(self.path.clone()),
        }
    }

    /// All nodes, parents first.
    pub fn nodes(&self) -> Vec<&Expr> {
        let mut out = Vec::new();
        promql::visit(self.parsed(), &mut |node| out.push(node));
        out
    }
}

/// As long as `$window`, so that places in the text stay.
const WINDOW: &str = "000005m";

/// Every expression of the file that is in use and parses.
pub fn expressions(config: &Config) -> Vec<Expression> {
    let on = |enabled: Option<bool>| enabled != Some(false);
    let mut out = Vec::new();
    let mut add = |path: Path, role: Role, text: &str| {
        if let Some(located) = Located::read(text) {
            out.push(Expression {
                path,
                role,
                located,
            });
        }
    };
    for (name, alert) in config.alerts.iter().filter(|(_, one)| on(one.enabled)) {
        if let Some(expr) = &alert.expr {
            add(Path::of(&["alerts", name, "expr"]), Role::Alert, expr);
        }
    }
    for (name, signal) in config.signals.iter().filter(|(_, one)| on(one.enabled)) {
        if let Some(expr) = &signal.expr {
            add(Path::of(&["signals", name, "expr"]), Role::Signal, expr);
        }
    }
    for (name, service) in &config.services {
        for (slo, written) in &service.slos {
            let table = written.table();
            for (key, text) in [("good", &table.good), ("total", &table.total)] {
                if let Some(text) = text {
                    let path = Path::of(&["services", name, "slos", slo, key]);
                    add(path, Role::Events, &text.replace("$window", WINDOW));
                }
            }
        }
    }
    out
}

/// Records of the stack: the expressions of each, and the labels that their rules add.
pub struct Records<'c> {
    context: &'c Context<'c>,
    rules: BTreeMap<&'c str, Vec<&'c crate::model::RecordingRule>>,
    /// Shapes by name, as far as they were asked for: many alerts read the same records.
    shapes: RefCell<BTreeMap<String, Shape>>,
}

impl<'c> Records<'c> {
    pub fn of(context: &'c Context<'c>) -> Records<'c> {
        let mut rules: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for rule in context
            .stack
            .groups
            .iter()
            .flat_map(|group| &group.recordings)
        {
            rules.entry(rule.record.as_str()).or_default().push(rule);
        }
        Records {
            context,
            rules,
            shapes: RefCell::default(),
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.rules.contains_key(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().copied()
    }

    /// Whether a rule file that the stack takes along may record it.
    pub fn may_be_taken(&self, name: &str) -> bool {
        let files = &self.context.inputs.rules;
        files.iter().any(|file| file.text.contains(name))
    }

    /// What is known of the labels of these series.
    pub fn shape(&self, name: &str) -> Shape {
        if let Some(shape) = self.shapes.borrow().get(name) {
            return shape.clone();
        }
        let shape = self.derived(name);
        self.shapes
            .borrow_mut()
            .insert(name.to_owned(), shape.clone());
        shape
    }

    fn derived(&self, name: &str) -> Shape {
        let Some(rules) = self.rules.get(name) else {
            return self.scraped(name);
        };
        if self.may_be_taken(name) {
            return Shape::default();
        }
        let scraped = |name: &str| self.scraped(name);
        let shapes = Shapes { of: &scraped };
        let shape = |rule: &&crate::model::RecordingRule| {
            let parsed = promql::parse(&rule.expr).ok();
            let mut shape = parsed
                .map(|parsed| shapes.shape(&parsed))
                .unwrap_or_default();
            // A rule's labels are laid over those of the series.
            for (label, value) in &rule.labels {
                if let Some(can) = &mut shape.can {
                    can.insert(label.clone());
                }
                shape.must.insert(label.clone());
                shape.fixed.insert(label.clone(), value.clone());
            }
            shape
        };
        let mut all = rules.iter().map(shape);
        let first = all.next().unwrap_or_default();
        all.fold(first, Shape::or)
    }

    /// Every scrape gives its series `job` and `instance`; containers are known by other labels, facts by their own.
    fn scraped(&self, name: &str) -> Shape {
        let own = name.contains(':')
            || name.starts_with("ALERTS")
            || name.starts_with("monc_")
            || self.may_be_taken(name);
        let must: &[&str] = match name {
            _ if own => &[],
            _ if name.starts_with("container_") => &["job"],
            _ => &["instance", "job"],
        };
        Shape {
            must: must
                .iter()
                .map(|label| (*label).to_owned())
                .collect::<BTreeSet<_>>(),
            ..Shape::default()
        }
    }
}

/// Without brackets around it.
pub fn bare(mut expression: &Expr) -> &Expr {
    while let Expr::Paren(paren) = expression {
        expression = &paren.expr;
    }
    expression
}

/// The name that a selector reads.
pub fn selected(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::VectorSelector(selector) => selector.name.as_deref(),
        Expr::MatrixSelector(matrix) => matrix.vs.name.as_deref(),
        _ => None,
    }
}

/// The matchers of a selector, where it is a plain one.
pub fn matchers(expression: &Expr) -> &[promql_parser::label::Matcher] {
    let matchers = match expression {
        Expr::VectorSelector(selector) => &selector.matchers,
        Expr::MatrixSelector(matrix) => &matrix.vs.matchers,
        _ => return &[],
    };
    if matchers.or_matchers.is_empty() {
        &matchers.matchers
    } else {
        &[]
    }
}

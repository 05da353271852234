//! The expressions of the file.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::config::Config;
use crate::config::value::{Duration, parse_duration};
use crate::diagnostic::{Path, Place, Span};
use crate::lints::context::Context;
use crate::lints::rules::RuleFile;
use crate::model::RecordingRule;
use crate::promql::{self, Expr, Located, Shape, Shapes};
use crate::source::{Node, of_bytes, positions};

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

/// Where an expression was written.
#[derive(Debug)]
enum Site {
    /// In `monitoring.toml`.
    Written(Path),
    /// In a rule file: the whole value, and each byte of the text where it is known.
    Taken {
        whole: Span,
        bytes: Option<Vec<usize>>,
    },
}

/// An expression that parses.
#[derive(Debug)]
pub struct Expression {
    site: Site,
    pub role: Role,
    pub located: Located,
    /// Of the alert, signal, record or objective.
    pub name: String,
    /// How long it must be true, and where that is said.
    pub wait: Option<(Duration, Place)>,
}

impl Expression {
    pub fn parsed(&self) -> &Expr {
        self.located.expression()
    }

    /// A part of the text; the whole value where its place is not known.
    pub fn place(&self, part: Option<Range<usize>>) -> Place {
        match &self.site {
            Site::Written(path) => match part {
                Some(range) => Place::Within(path.clone(), range),
                None => Place::Value(path.clone()),
            },
            Site::Taken { whole, bytes } => {
                let exact = || of_bytes(bytes.as_ref()?, *whole, &part?);
                Place::At(exact().unwrap_or(*whole))
            }
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

/// Every expression of the file and of its rule files that is in use and parses.
pub fn expressions(config: &Config, rule_files: &[RuleFile<'_>]) -> Vec<Expression> {
    let on = |enabled: Option<bool>| enabled != Some(false);
    let mut out = Vec::new();
    let mut add = |site: Site, role: Role, name: &str, text: &str, wait| {
        if let Some(located) = Located::read(text) {
            out.push(Expression {
                site,
                role,
                located,
                name: name.to_owned(),
                wait,
            });
        }
    };
    for (name, alert) in config.alerts.iter().filter(|(_, one)| on(one.enabled)) {
        if let Some(expr) = &alert.expr {
            let path = Path::of(&["alerts", name]);
            let wait = alert
                .r#for
                .map(|wait| (wait, Place::Value(path.key("for"))));
            add(
                Site::Written(path.key("expr")),
                Role::Alert,
                name,
                expr,
                wait,
            );
        }
    }
    for (name, signal) in config.signals.iter().filter(|(_, one)| on(one.enabled)) {
        if let Some(expr) = &signal.expr {
            let site = Site::Written(Path::of(&["signals", name, "expr"]));
            add(site, Role::Signal, name, expr, None);
        }
    }
    for (name, service) in &config.services {
        for (slo, written) in &service.slos {
            let table = written.table();
            for (key, text) in [("good", &table.good), ("total", &table.total)] {
                if let Some(text) = text {
                    let site = Site::Written(Path::of(&["services", name, "slos", slo, key]));
                    add(
                        site,
                        Role::Events,
                        slo,
                        &text.replace("$window", WINDOW),
                        None,
                    );
                }
            }
        }
    }
    for file in rule_files {
        for rule in file.rules() {
            let Some((expr, text)) = rule.expr.and_then(|expr| Some((expr, expr.string()?))) else {
                continue;
            };
            let site = Site::Taken {
                whole: expr.span,
                bytes: positions(file.text, expr),
            };
            let role = match rule.alert {
                Some(_) => Role::Alert,
                None => Role::Signal,
            };
            let wait = rule
                .wait
                .and_then(|wait| Some((parse_duration(wait.string()?)?, Place::At(wait.span))));
            add(site, role, rule.name().unwrap_or_default(), text, wait);
        }
    }
    out
}

/// A rule that records.
enum Recorded<'c> {
    /// Its expression is not printed before somebody asks for it.
    Own(&'c RecordingRule),
    Taken {
        expr: &'c str,
        labels: Vec<(&'c str, &'c str)>,
    },
}

impl<'c> Recorded<'c> {
    fn expr(&self) -> &str {
        match self {
            Recorded::Own(rule) => &rule.expr,
            Recorded::Taken { expr, .. } => expr,
        }
    }

    fn labels(&self) -> Vec<(&str, &str)> {
        match self {
            Recorded::Own(rule) => {
                let labels = rule.labels.iter();
                labels.map(|(k, v)| (k.as_str(), v.as_str())).collect()
            }
            Recorded::Taken { labels, .. } => labels.clone(),
        }
    }
}

/// Records of the stack and of the rule files that it takes along: the expressions of each, and the labels that their rules add.
pub struct Records<'c> {
    context: &'c Context<'c>,
    rules: BTreeMap<&'c str, Vec<Recorded<'c>>>,
    /// Names of the stack's own.
    own: BTreeSet<&'c str>,
    /// Shapes by name, as far as they were asked for: many alerts read the same records.
    shapes: RefCell<BTreeMap<String, Shape>>,
}

impl<'c> Records<'c> {
    pub fn of(context: &'c Context<'c>) -> Records<'c> {
        let mut rules: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        let mut own = BTreeSet::new();
        for rule in context
            .stack
            .groups
            .iter()
            .flat_map(|group| &group.recordings)
        {
            own.insert(rule.record.as_str());
            let recorded = Recorded::Own(rule);
            rules.entry(&rule.record).or_default().push(recorded);
        }
        for rule in context.rule_files.iter().flat_map(RuleFile::rules) {
            let record = rule.record.and_then(Node::string);
            let expr = rule.expr.and_then(Node::string);
            if let (Some(record), Some(expr)) = (record, expr) {
                let labels = rule.labels();
                let recorded = Recorded::Taken { expr, labels };
                rules.entry(record).or_default().push(recorded);
            }
        }
        Records {
            context,
            rules,
            own,
            shapes: RefCell::default(),
        }
    }

    /// Whether a rule records it, of the stack or of a file that it takes along.
    pub fn has(&self, name: &str) -> bool {
        self.rules.contains_key(name)
    }

    /// Whether the stack's own rules record it, and no other.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.contains(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().copied()
    }

    /// Whether a rule file that cannot be read may record it.
    pub fn may_be_taken(&self, name: &str) -> bool {
        let mut files = self.context.rule_files.iter();
        files.any(|file| file.root.is_err() && file.text.contains(name))
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
        let shape = |rule: &Recorded<'_>| {
            let parsed = promql::parse(rule.expr()).ok();
            let mut shape = parsed
                .map(|parsed| shapes.shape(&parsed))
                .unwrap_or_default();
            // A rule's labels are laid over those of the series.
            for (label, value) in rule.labels() {
                if let Some(can) = &mut shape.can {
                    can.insert(label.to_owned());
                }
                shape.must.insert(label.to_owned());
                shape.fixed.insert((*label).to_owned(), (*value).to_owned());
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
            || self.has(name)
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

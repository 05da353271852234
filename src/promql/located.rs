//! A parsed expression whose parts know where they stand in its text.

use std::collections::HashMap;
use std::ops::Range;

use promql_parser::parser::Expr;

use super::scan::{Head, Parts, matchers, scan};

/// Where one node stands.
#[derive(Debug, Clone, Default)]
struct Places {
    /// A selector with its braces; the name of a function or an aggregation; an operator.
    head: Option<Range<usize>>,
    clause: Option<Range<usize>>,
    range: Option<Range<usize>>,
    offset: Option<Range<usize>>,
}

/// An expression with its text.
#[derive(Debug)]
pub struct Located {
    text: String,
    // On the heap: places are known by the address of a node.
    expression: Box<Expr>,
    places: HashMap<usize, Places>,
}

fn key(expression: &Expr) -> usize {
    std::ptr::from_ref(expression).addr()
}

impl Located {
    /// `None` where the text does not parse.
    pub fn read(text: &str) -> Option<Located> {
        let expression = Box::new(super::parse(text).ok()?);
        let mut pairing = Pairing {
            text,
            parts: Reversed::of(scan(text)),
            places: HashMap::new(),
        };
        let agreed = pairing.pair(&expression).is_some() && pairing.parts.is_used_up();
        Some(Located {
            text: text.to_owned(),
            places: if agreed {
                pairing.places
            } else {
                HashMap::new()
            },
            expression,
        })
    }

    pub fn expression(&self) -> &Expr {
        &self.expression
    }

    /// Whether places are known.
    pub fn is_placed(&self) -> bool {
        !self.places.is_empty()
    }

    /// A selector with its braces; the name of a function or an aggregation; an operator with its `bool`.
    pub fn head(&self, node: &Expr) -> Option<Range<usize>> {
        self.places.get(&key(node))?.head.clone()
    }

    /// `by (…)` of an aggregation, `on (…)` or `ignoring (…)` of an operator.
    pub fn clause(&self, node: &Expr) -> Option<Range<usize>> {
        self.places.get(&key(node))?.clause.clone()
    }

    /// `[5m]` of a selector or a subquery.
    pub fn range(&self, node: &Expr) -> Option<Range<usize>> {
        self.places.get(&key(node))?.range.clone()
    }

    /// `offset 1d` of a selector or a subquery.
    pub fn offset(&self, node: &Expr) -> Option<Range<usize>> {
        self.places.get(&key(node))?.offset.clone()
    }

    /// The last matcher of a selector on this label.
    pub fn matcher(&self, node: &Expr, label: &str) -> Option<Range<usize>> {
        matchers(&self.text, self.head(node)?)
            .into_iter()
            .rfind(|(name, _)| name == label)
            .map(|(_, place)| place)
    }

    /// The name of a selector, without its braces.
    pub fn name(&self, node: &Expr) -> Option<Range<usize>> {
        let head = self.head(node)?;
        let text = &self.text[head.clone()];
        let name = text.split('{').next().unwrap_or(text).trim_end();
        (!name.is_empty()).then(|| head.start..head.start + name.len())
    }
}

/// Calls `each` on every node, parents first, in the order of the text.
pub fn visit<'e>(expression: &'e Expr, each: &mut impl FnMut(&'e Expr)) {
    each(expression);
    for child in children(expression) {
        visit(child, each);
    }
}

/// In the order of the text.
pub fn children(expression: &Expr) -> Vec<&Expr> {
    match expression {
        Expr::Aggregate(aggregate) => aggregate
            .param
            .iter()
            .chain([&aggregate.expr])
            .map(AsRef::as_ref)
            .collect(),
        Expr::Unary(unary) => vec![&unary.expr],
        Expr::Binary(binary) => vec![&binary.lhs, &binary.rhs],
        Expr::Paren(paren) => vec![&paren.expr],
        Expr::Subquery(subquery) => vec![&subquery.expr],
        Expr::Call(call) => call.args.args.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    }
}

/// Parts, the first one last.
struct Reversed(Parts);

impl Reversed {
    fn of(mut parts: Parts) -> Reversed {
        parts.selectors.reverse();
        parts.words.reverse();
        parts.operators.reverse();
        parts.ranges.reverse();
        parts.offsets.reverse();
        Reversed(parts)
    }

    fn is_used_up(&self) -> bool {
        self.0 == Parts::default()
    }
}

/// Walks the tree in the order of the text, and takes one part for each node; ends where they do not agree.
struct Pairing<'t> {
    text: &'t str,
    parts: Reversed,
    places: HashMap<usize, Places>,
}

impl Pairing<'_> {
    fn pair(&mut self, node: &Expr) -> Option<()> {
        let mut places = Places::default();
        match node {
            Expr::Binary(binary) => {
                self.pair(&binary.lhs)?;
                let head = self.parts.0.operators.pop()?;
                self.headed(&mut places, head, &binary.op.to_string())?;
                self.pair(&binary.rhs)?;
            }
            Expr::Aggregate(aggregate) => {
                let head = self.parts.0.words.pop()?;
                self.headed(&mut places, head, &aggregate.op.to_string())?;
                for child in children(node) {
                    self.pair(child)?;
                }
            }
            Expr::Call(call) => {
                let head = self.parts.0.words.pop()?;
                self.headed(&mut places, head, call.func.name)?;
                for child in children(node) {
                    self.pair(child)?;
                }
            }
            Expr::VectorSelector(selector) => {
                self.selected(&mut places, selector.name.as_deref())?;
                self.moved(&mut places, selector.offset.is_some())?;
            }
            Expr::MatrixSelector(matrix) => {
                self.selected(&mut places, matrix.vs.name.as_deref())?;
                places.range = Some(self.parts.0.ranges.pop()?);
                self.moved(&mut places, matrix.vs.offset.is_some())?;
            }
            Expr::Subquery(subquery) => {
                self.pair(&subquery.expr)?;
                places.range = Some(self.parts.0.ranges.pop()?);
                self.moved(&mut places, subquery.offset.is_some())?;
            }
            Expr::Paren(paren) => self.pair(&paren.expr)?,
            Expr::Unary(unary) => self.pair(&unary.expr)?,
            Expr::NumberLiteral(_) | Expr::StringLiteral(_) => {}
            Expr::Extension(_) => return None,
        }
        self.places.insert(key(node), places);
        Some(())
    }

    fn headed(&self, places: &mut Places, head: Head, word: &str) -> Option<()> {
        let text = self.text.get(head.place.clone())?.to_lowercase();
        let first = text.split_whitespace().next()?;
        if first.trim_end_matches("bool") != word {
            return None;
        }
        places.head = Some(head.place);
        places.clause = head.clause;
        Some(())
    }

    fn selected(&mut self, places: &mut Places, name: Option<&str>) -> Option<()> {
        let place = self.parts.0.selectors.pop()?;
        let text = self.text.get(place.clone())?;
        // A name may also stand in the braces, in quotes.
        let written = text.split('{').next()?.trim_end();
        if !written.is_empty() && Some(written) != name {
            return None;
        }
        places.head = Some(place);
        Some(())
    }

    fn moved(&mut self, places: &mut Places, moved: bool) -> Option<()> {
        if moved {
            places.offset = Some(self.parts.0.offsets.pop()?);
        }
        Some(())
    }
}

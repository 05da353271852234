//! What a condition compares, apart from how it is written: two expressions with the same meaning here say the same of a service.
//!
//! Groupings, brackets, joins, windows of rates, guards against division by zero and matchers that only take noise out say how a number is
//! reached, and are left out. What is left is a sum of terms, each a number times something that is measured. So `100 - avg by (instance)
//! (irate(x{mode="idle"}[2m])) * 100 > 80` and `1 - rate(x{mode="idle"}[5m]) > 0.8` compare the same, in percent and in shares.

use std::collections::BTreeMap;

use promql_parser::label::{MatchOp, Matchers};
use promql_parser::parser::token::{
    T_ADD, T_AVG, T_COUNT, T_DIV, T_EQLC, T_GTE, T_GTR, T_LAND, T_LOR, T_LSS, T_LTE, T_LUNLESS,
    T_MAX, T_MIN, T_MUL, T_NEQ, T_SUB, T_SUM,
};
use promql_parser::parser::{BinaryExpr, Call, Expr, VectorSelector};

use super::constant;

/// Labels that say which of several is meant, not what of it is measured.
const PLACES: [&str; 18] = [
    "job",
    "instance",
    "mountpoint",
    "fstype",
    "name",
    "container_name",
    "container_label_com_docker_compose_service",
    "image",
    "id",
    "service",
    "host",
    "hostname",
    "node",
    "nodename",
    "env",
    "environment",
    "datname",
    "server",
];

/// Ways to write "any status from 500 to 599".
const SERVER_ERRORS: [&str; 11] = [
    "5..",
    "5.*",
    "5.+",
    "5\\d\\d",
    "5\\d{2}",
    "5[0-9]{2}",
    "5[0-9][0-9]",
    "5xx",
    "^5..$",
    "^5..",
    "5..$",
];

/// A sum of terms, and a number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Linear {
    pub terms: BTreeMap<String, f64>,
    pub number: f64,
}

/// How the two sides are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    Above,
    Below,
    Equal,
    Unequal,
}

/// A matcher on a label that says which one is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceMatcher {
    pub label: String,
    pub value: String,
    pub is_regex: bool,
}

/// What a condition means.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meaning {
    pub value: Linear,
    /// Missing: whatever series there are.
    pub test: Option<(Test, f64)>,
    /// Which ones are meant; each once.
    pub places: Vec<PlaceMatcher>,
    /// Windows in seconds over which something is counted, in order.
    pub windows: Vec<u64>,
}

/// The meaning of a condition; `None`: it is of no simple form. `lenient` takes the first of several branches for all, which is right
/// for expressions that are known to be written so.
pub fn meaning(expression: &Expr, lenient: bool) -> Option<Meaning> {
    let mut reader = Reader {
        lenient,
        meaning: Meaning::default(),
    };
    reader.condition(expression)?;
    let mut meaning = reader.meaning;
    meaning.places.sort();
    meaning.places.dedup();
    meaning.value.terms.retain(|_, factor| *factor != 0.0);
    (!meaning.value.terms.is_empty()).then_some(meaning)
}

struct Reader {
    lenient: bool,
    meaning: Meaning,
}

impl Reader {
    fn condition(&mut self, expression: &Expr) -> Option<()> {
        match bare(expression) {
            Expr::Binary(binary) => match (compared(binary), binary.op.id()) {
                (Some(test), _) => self.compare(binary, test),
                (None, T_LAND | T_LUNLESS | T_LOR) if self.lenient => self.condition(&binary.lhs),
                (None, _) => {
                    self.meaning.value = self.linear(expression)?;
                    Some(())
                }
            },
            other => {
                self.meaning.value = self.linear(other)?;
                Some(())
            }
        }
    }

    fn compare(&mut self, binary: &BinaryExpr, test: Test) -> Option<()> {
        let (left, right) = (self.linear(&binary.lhs)?, self.linear(&binary.rhs)?);
        let flipped = match test {
            Test::Above => Test::Below,
            Test::Below => Test::Above,
            same => same,
        };
        let (value, test, limit) = if right.terms.is_empty() {
            (left, test, right.number)
        } else if left.terms.is_empty() {
            (right, flipped, left.number)
        } else if right.number == 0.0 && right.terms.len() == 1 {
            (quotient(&left, &right)?, test, 1.0)
        } else {
            (sum(left, &right, -1.0), test, 0.0)
        };
        self.meaning.value = value;
        self.meaning.test = Some((test, limit));
        Some(())
    }

    fn linear(&mut self, expression: &Expr) -> Option<Linear> {
        if let Some(number) = constant(expression) {
            return Some(Linear {
                number: number?,
                ..Linear::default()
            });
        }
        match expression {
            Expr::Paren(paren) => self.linear(&paren.expr),
            Expr::Unary(unary) => Some(scaled(self.linear(&unary.expr)?, -1.0)),
            Expr::VectorSelector(selector) => self.selector(selector).map(term),
            Expr::Aggregate(aggregate) => {
                let inner = self.linear(&aggregate.expr)?;
                match aggregate.op.id() {
                    T_SUM | T_AVG | T_MIN | T_MAX => Some(inner),
                    T_COUNT => Some(term(format!("count({})", shown(&inner)))),
                    _ => None,
                }
            }
            Expr::Call(call) => self.call(call),
            Expr::Binary(binary) => self.binary(binary),
            _ => None,
        }
    }

    fn call(&mut self, call: &Call) -> Option<Linear> {
        let arguments = &call.args.args;
        let name = call.func.name;
        let first = arguments.first().map(AsRef::as_ref);
        match name {
            "time" => Some(term("time()".to_owned())),
            "clamp_min" | "clamp_max" | "clamp" | "round" | "ceil" | "floor" | "sort"
            | "sort_desc" | "scalar" | "vector" => self.linear(first?),
            "absent" => {
                let inner = self.linear(first?)?;
                Some(term(format!("absent({})", shown(&inner))))
            }
            "histogram_quantile" => {
                let quantile = constant(first?)??;
                let inner = self.linear(arguments.get(1)?)?;
                Some(term(format!("quantile {quantile} of {}", shown(&inner))))
            }
            "predict_linear" => {
                let ahead = constant(arguments.get(1)?)??;
                Some(term(format!("in {ahead}s {}", self.range(first?)?.0)))
            }
            "rate" | "irate" => Some(term(format!("rate({})", self.range(first?)?.0))),
            "increase" | "changes" | "resets" | "delta" | "idelta" | "deriv" | "avg_over_time"
            | "min_over_time" | "max_over_time" | "sum_over_time" | "count_over_time"
            | "absent_over_time" => {
                let (inside, window) = self.range(first?)?;
                if !matches!(name, "avg_over_time") {
                    self.meaning.windows.push(window);
                }
                let name = if name == "absent_over_time" {
                    "absent"
                } else {
                    name
                };
                Some(term(format!("{name}({inside})")))
            }
            "last_over_time" => Some(term(self.range(first?)?.0)),
            _ => None,
        }
    }

    /// A selector with a window, and the window in seconds.
    fn range(&mut self, expression: &Expr) -> Option<(String, u64)> {
        match bare(expression) {
            Expr::MatrixSelector(matrix) => {
                Some((self.selector(&matrix.vs)?, matrix.range.as_secs()))
            }
            _ => None,
        }
    }

    fn binary(&mut self, binary: &BinaryExpr) -> Option<Linear> {
        let op = binary.op.id();
        if let Some(test) = compared(binary) {
            // `x > 0` keeps a divisor from being zero.
            let guard = test == Test::Above || test == Test::Unequal;
            let zero = constant(&binary.rhs).flatten() == Some(0.0);
            return (guard && zero && !returns_bool(binary)).then(|| self.linear(&binary.lhs))?;
        }
        if op == T_LOR {
            let left = self.linear(&binary.lhs)?;
            let places = self.meaning.places.clone();
            let right = self.linear(&binary.rhs);
            self.meaning.places = places;
            let nothing = right.is_some_and(|right| {
                right.number == 0.0 && right.terms.values().all(|factor| *factor == 0.0)
            });
            return (nothing || self.lenient).then_some(left);
        }
        if op == T_LAND || op == T_LUNLESS {
            return self.lenient.then(|| self.linear(&binary.lhs))?;
        }
        let (left, right) = (self.linear(&binary.lhs)?, self.linear(&binary.rhs)?);
        match op {
            T_ADD => Some(sum(left, &right, 1.0)),
            T_SUB => Some(sum(left, &right, -1.0)),
            T_MUL if right.terms.is_empty() => Some(scaled(left, right.number)),
            T_MUL if left.terms.is_empty() => Some(scaled(right, left.number)),
            T_MUL => {
                let (a, b) = (shown(&left), shown(&right));
                let (a, b) = if a <= b { (a, b) } else { (b, a) };
                Some(term(format!("[{a}]*[{b}]")))
            }
            T_DIV if right.terms.is_empty() => {
                (right.number != 0.0).then(|| scaled(left, 1.0 / right.number))
            }
            T_DIV => quotient(&left, &right),
            _ => None,
        }
    }

    fn selector(&mut self, selector: &VectorSelector) -> Option<String> {
        if selector.offset.is_some() || selector.at.is_some() {
            return None;
        }
        let name = selector.name.as_deref()?;
        let told = self.matchers(&selector.matchers)?;
        Some(if told.is_empty() {
            name.to_owned()
        } else {
            format!("{name}{{{}}}", told.join(","))
        })
    }

    /// Matchers that say what is measured; the others are noted as places.
    fn matchers(&mut self, matchers: &Matchers) -> Option<Vec<String>> {
        if !matchers.or_matchers.is_empty() {
            return None;
        }
        let mut told = Vec::new();
        for matcher in &matchers.matchers {
            let is_regex = match &matcher.op {
                MatchOp::Equal => false,
                MatchOp::Re(_) => true,
                MatchOp::NotEqual | MatchOp::NotRe(_) => {
                    // `mode!="idle"` measures the rest; `name!=""` only takes noise out.
                    if !matcher.value.is_empty() && matcher.name == "mode" {
                        told.push(format!("{}!{}", matcher.name, matcher.value));
                    }
                    continue;
                }
            };
            let anything =
                is_regex && [".+", ".*", "$service", "$job"].contains(&matcher.value.as_str());
            if anything || matcher.value == "$job" {
                continue;
            }
            if PLACES.contains(&matcher.name.as_str()) {
                self.meaning.places.push(PlaceMatcher {
                    label: matcher.name.clone(),
                    value: matcher.value.clone(),
                    is_regex,
                });
            } else {
                let value = if SERVER_ERRORS.contains(&matcher.value.as_str()) {
                    "5.."
                } else {
                    &matcher.value
                };
                told.push(format!("{}={value}", matcher.name));
            }
        }
        told.sort();
        Some(told)
    }
}

/// Without brackets and groupings around it.
fn bare(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(paren) => bare(&paren.expr),
        Expr::Aggregate(aggregate) if [T_SUM, T_AVG, T_MIN, T_MAX].contains(&aggregate.op.id()) => {
            match bare(&aggregate.expr) {
                inner @ Expr::Binary(binary) if compared(binary).is_some() => inner,
                _ => expression,
            }
        }
        other => other,
    }
}

fn compared(binary: &BinaryExpr) -> Option<Test> {
    Some(match binary.op.id() {
        T_GTR | T_GTE => Test::Above,
        T_LSS | T_LTE => Test::Below,
        T_EQLC => Test::Equal,
        T_NEQ => Test::Unequal,
        _ => return None,
    })
}

fn returns_bool(binary: &BinaryExpr) -> bool {
    binary
        .modifier
        .as_ref()
        .is_some_and(|modifier| modifier.return_bool)
}

fn term(name: String) -> Linear {
    Linear {
        terms: BTreeMap::from([(name, 1.0)]),
        number: 0.0,
    }
}

fn scaled(mut linear: Linear, by: f64) -> Linear {
    linear.terms.values_mut().for_each(|factor| *factor *= by);
    linear.number *= by;
    linear
}

fn sum(mut left: Linear, right: &Linear, sign: f64) -> Linear {
    for (name, factor) in &right.terms {
        *left.terms.entry(name.clone()).or_default() += sign * factor;
    }
    left.number += sign * right.number;
    left
}

fn quotient(left: &Linear, right: &Linear) -> Option<Linear> {
    let mut out = Linear::default();
    let single = match right.terms.iter().next() {
        Some((name, factor)) if right.terms.len() == 1 && right.number == 0.0 => {
            Some((name, *factor))
        }
        _ => None,
    };
    let (below, factor) = match single {
        Some((name, factor)) => (name.clone(), factor),
        None => (format!("[{}]", shown(right)), 1.0),
    };
    if factor == 0.0 {
        return None;
    }
    for (name, by) in &left.terms {
        if *name == below {
            out.number += by / factor;
        } else {
            *out.terms.entry(format!("{name} / {below}")).or_default() += by / factor;
        }
    }
    if left.number != 0.0 {
        *out.terms.entry(format!("1 / {below}")).or_default() += left.number / factor;
    }
    Some(out)
}

fn shown(linear: &Linear) -> String {
    let one = |(name, factor): (&String, &f64)| {
        if *factor == 1.0 {
            name.clone()
        } else {
            format!("{factor}*{name}")
        }
    };
    let mut parts: Vec<String> = linear.terms.iter().map(one).collect();
    if linear.number != 0.0 {
        parts.push(linear.number.to_string());
    }
    parts.join(" + ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Meaning, Test, meaning};
    use crate::promql::parse;

    fn of(text: &str) -> Option<Meaning> {
        meaning(&parse(text).unwrap(), false)
    }

    #[test]
    fn one_thing_written_in_several_ways_means_the_same() {
        let same = [
            (
                "100 - (avg by (instance) (irate(cpu{mode=\"idle\",job=\"a\"}[2m])) * 100)",
                "(1 - avg(rate(cpu{mode=\"idle\"}[5m]))) * 100",
            ),
            (
                "(total - available) / total * 100",
                "100 * (1 - available / total{instance=\"x\"})",
            ),
            (
                "sum(rate(r{status=~\"5..\"}[5m])) / sum(rate(r[5m]))",
                "sum by (job) (rate(r{status=~\"5[0-9]{2}\"}[1m])) / (sum by (job) (rate(r[1m])) > 0)",
            ),
            ("a or vector(0)", "a"),
            ("hits / (hits + misses)", "hits / (misses + hits)"),
        ];
        for (a, b) in same {
            let (a, b) = (
                of(&format!("({a}) > 5")).unwrap(),
                of(&format!("({b}) > 5")).unwrap(),
            );
            assert_eq!(format!("{:.3?}", a.value), format!("{:.3?}", b.value));
        }
        for (a, b) in [
            ("rate(a[5m])", "a"),
            ("a{mode=\"idle\"}", "a{mode=\"user\"}"),
            ("count(a)", "a"),
            ("a - b", "b - a"),
        ] {
            assert_ne!(
                of(&format!("({a}) > 5")).unwrap().value,
                of(&format!("({b}) > 5")).unwrap().value
            );
        }
    }

    #[test]
    fn the_sides_are_told_apart() {
        assert_eq!(of("5 < a").unwrap().test, Some((Test::Above, 5.0)));
        assert_eq!(
            of("used > 0.8 * size").unwrap(),
            of("used / size / 0.8 > 1").unwrap()
        );
        assert_eq!(
            of("up{job=\"api\"} == 0").unwrap().test,
            Some((Test::Equal, 0.0))
        );
        assert_eq!(of("up{job=\"api\"} == 0").unwrap().places[0].value, "api");
        for none in [
            "a and b > 1",
            "a offset 5m > 1",
            "topk(3, a) > 1",
            "vector(1)",
            "a > 1 or b > 2",
        ] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}

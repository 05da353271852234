//! How well each kind and dialect fits a page.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Dialect, Kind, Signal};
use crate::promql;
use crate::resolve::expression;

use super::exposition::Exposition;

/// A kind, or one dialect of it, against a page.
#[derive(Debug)]
pub struct Fit<'c> {
    pub name: &'c str,
    pub kind: &'c Kind,
    pub dialect: Option<(&'c str, &'c Dialect)>,
    /// Whether its own gauge is there.
    pub up: bool,
    /// Signals all of whose metrics are there.
    pub found: Vec<&'c str>,
    /// The others, with the metrics that are not there.
    pub missing: BTreeMap<&'c str, (bool, Vec<String>)>,
    /// Names that only tell dialects apart: label of the route, gauge of requests in flight, runtime.
    marks: i32,
}

impl Fit<'_> {
    /// Share of the signals that should be there and are.
    fn share(&self) -> f64 {
        let wanting = self.missing.values().filter(|(optional, _)| !optional);
        self.found.len() as f64 / (self.found.len() + wanting.count()).max(1) as f64
    }

    fn fits(&self) -> bool {
        self.up || (!self.found.is_empty() && self.share() >= 0.5)
    }
}

/// What fits, best first.
pub fn all(page: &Exposition) -> Vec<Fit<'static>> {
    let mut fits = Vec::new();
    for (name, kind) in &Catalog::built_in().kinds {
        if kind.signals.is_empty() {
            continue;
        }
        if kind.dialects.is_empty() {
            fits.push(fit(page, name, kind, None));
        }
        for (dialect_name, dialect) in &kind.dialects {
            if counts_requests(page, dialect) {
                fits.push(fit(page, name, kind, Some((dialect_name, dialect))));
            }
        }
    }
    fits.retain(Fit::fits);
    let rank = |fit: &Fit<'_>| {
        let share = (fit.share() * 1000.0) as i32;
        (fit.up, fit.marks, share, fit.found.len())
    };
    fits.sort_by_key(|fit| std::cmp::Reverse(rank(fit)));
    fits
}

/// A dialect is its counter with the status label; the runtime alone says nothing of HTTP.
fn counts_requests(page: &Exposition, dialect: &Dialect) -> bool {
    let requests = requests(dialect);
    match (&requests, &dialect.status) {
        (Some(requests), Some(status)) => page.has_label(requests, status),
        (Some(requests), None) => page.has(requests),
        (None, _) => false,
    }
}

fn requests(dialect: &Dialect) -> Option<String> {
    let of_duration = || Some(format!("{}_count", dialect.duration.as_ref()?));
    dialect.requests.clone().or_else(of_duration)
}

fn fit(
    page: &Exposition,
    name: &'static str,
    kind: &'static Kind,
    dialect: Option<(&'static str, &'static Dialect)>,
) -> Fit<'static> {
    let mut fit = Fit {
        name,
        kind,
        dialect,
        up: kind
            .up
            .as_ref()
            .is_some_and(|up| lacking(page, up).is_empty()),
        found: Vec::new(),
        missing: BTreeMap::new(),
        marks: dialect.map_or(0, |(_, dialect)| marks(page, dialect)),
    };
    for (signal_name, signal) in &kind.signals {
        let Some(lacking) = signal_lacks(page, signal, dialect.map(|(_, dialect)| dialect)) else {
            continue;
        };
        if lacking.is_empty() {
            fit.found.push(signal_name);
        } else {
            fit.missing.insert(signal_name, (signal.optional, lacking));
        }
    }
    fit
}

fn marks(page: &Exposition, dialect: &Dialect) -> i32 {
    let requests = requests(dialect).unwrap_or_default();
    let bucket = dialect
        .duration
        .as_ref()
        .map(|name| format!("{name}_bucket"));
    let point = |is: bool| if is { 1 } else { -1 };
    let duration = bucket.as_ref().map_or(0, |name| point(page.has(name)));
    let route = dialect.route.as_ref().map_or(0, |label| {
        let has = |name: &str| page.has_label(name, label);
        point(has(&requests) || bucket.as_deref().is_some_and(has))
    });
    let in_flight = dialect
        .in_flight
        .as_ref()
        .map_or(0, |name| point(page.has(name)));
    let own = dialect.runtime.as_deref();
    let of_page = runtime(page);
    // The counter of an own name is a stronger mark than the histogram's.
    let counter = i32::from(!requests.ends_with("_count"));
    4 * duration + 2 * route + in_flight + counter + if own == of_page { 3 } else { 0 }
}

/// The runtime whose metrics are there.
pub fn runtime(page: &Exposition) -> Option<&'static str> {
    const MARKS: [(&str, &str); 5] = [
        ("node", "nodejs_version_info"),
        ("python", "python_info"),
        ("jvm", "jvm_memory_used_bytes"),
        ("dotnet", "dotnet_total_memory_bytes"),
        ("go", "go_goroutines"),
    ];
    let found = MARKS.iter().find(|(_, metric)| page.has(metric))?;
    Some(found.0)
}

/// Metrics of the signal that are not there; `None` when the dialect does not give the signal.
fn signal_lacks(
    page: &Exposition,
    signal: &Signal,
    dialect: Option<&Dialect>,
) -> Option<Vec<String>> {
    Some(lacking(page, &expression(signal, dialect)?))
}

fn lacking(page: &Exposition, text: &str) -> Vec<String> {
    let text = text.replace("$window", "5m");
    let Ok(parsed) = promql::parse(&text) else {
        return Vec::new();
    };
    let names: BTreeSet<String> = promql::metrics(&parsed);
    // What Prometheus and monc make themselves is on no page.
    let made = |name: &String| name == "up" || name.starts_with("monc_");
    names
        .into_iter()
        .filter(|name| !made(name) && !page.has(name))
        .collect()
}

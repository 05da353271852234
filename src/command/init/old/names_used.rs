//! Which metrics the old rules and dashboards speak of: they tell which client library the apps have.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::promql::places::{Asked, asked};
use crate::promql::{self, Expr};

use super::rules::Rule;

/// Names of metrics, with the expressions that they are in.
#[derive(Debug, Default)]
pub struct Used(BTreeMap<String, Vec<Asks>>);

/// What one expression asks for.
#[derive(Debug, Clone, Default)]
struct Asks {
    labels: BTreeSet<String>,
    /// Values of `job`, and whether each is a pattern; none: those of every job.
    jobs: Vec<(String, bool)>,
}

impl Asks {
    fn of(expression: &Expr) -> Asks {
        let mut jobs = Vec::new();
        asked(expression, &mut |matcher| {
            // A dashboard's variable may be any job.
            if matcher.label == "job" && !matcher.is_negative && !matcher.value.contains('$') {
                jobs.push((matcher.value.to_owned(), matcher.is_regex));
            }
        });
        Asks {
            labels: promql::asked_labels(expression),
            jobs,
        }
    }

    fn is_of(&self, job: &str) -> bool {
        let names = |(value, is_regex): &(String, bool)| {
            let asked = Asked {
                label: "job",
                value,
                is_regex: *is_regex,
                is_negative: false,
            };
            asked.names(job)
        };
        self.jobs.is_empty() || self.jobs.iter().any(names)
    }
}

impl Used {
    /// Of rules, and of the texts of dashboards.
    pub fn of(rules: &[Rule], dashboards: &[(String, String)]) -> Used {
        let mut used = Used::default();
        for rule in rules {
            used.add(&rule.expr);
        }
        for (_, text) in dashboards {
            if let Ok(json) = serde_json::from_str::<serde_json::Value>(text) {
                used.walk(&json, 0);
            }
        }
        used
    }

    fn walk(&mut self, json: &serde_json::Value, depth: usize) {
        match json {
            serde_json::Value::Object(table) if depth < 60 => {
                if let Some(expr) = table.get("expr").and_then(serde_json::Value::as_str) {
                    let expr = expr
                        .replace("$__rate_interval", "5m")
                        .replace("$__interval", "5m")
                        .replace("$interval", "5m");
                    self.add(&expr);
                }
                table.values().for_each(|value| self.walk(value, depth + 1));
            }
            serde_json::Value::Array(list) if depth < 60 => {
                list.iter().for_each(|value| self.walk(value, depth + 1))
            }
            _ => {}
        }
    }

    fn add(&mut self, expr: &str) {
        let Ok(parsed) = promql::parse(expr) else {
            return;
        };
        let asks = Asks::of(&parsed);
        for name in promql::metrics(&parsed) {
            self.0.entry(name).or_default().push(asks.clone());
        }
    }

    /// Labels that are asked of a metric of `job`; `None`: nothing asks for it there.
    fn labels(&self, metric: &str, job: &str) -> Option<BTreeSet<&String>> {
        let all = self.0.get(metric)?.iter().filter(|asks| asks.is_of(job));
        let all: Vec<&Asks> = all.collect();
        let labels = all.iter().flat_map(|asks| &asks.labels).collect();
        (!all.is_empty()).then_some(labels)
    }

    /// The dialect whose counter is asked for of this job, or of every job, with its status label; a path that only one dialect has
    /// says it as well.
    pub fn dialect(&self, path: Option<&str>, job: &str) -> Option<(String, String)> {
        let http = Catalog::built_in().kinds.get("http")?;
        let unusual = path.filter(|path| *path != "/metrics");
        let by_path = http
            .dialects
            .iter()
            .find(|(_, dialect)| unusual.is_some() && dialect.path.as_deref() == unusual);
        if let Some((name, _)) = by_path {
            return Some((
                name.clone(),
                format!("{} is its path", unusual.unwrap_or_default()),
            ));
        }
        let mut fits = Vec::new();
        for (name, dialect) in &http.dialects {
            let of_duration = dialect
                .duration
                .as_ref()
                .map(|duration| format!("{duration}_count"));
            let Some(requests) = dialect.requests.clone().or(of_duration) else {
                continue;
            };
            let counted = self.labels(&requests, job);
            let status = counted
                .as_ref()
                .zip(dialect.status.as_ref())
                .is_some_and(|(labels, status)| labels.contains(status));
            let duration = dialect
                .duration
                .as_ref()
                .is_some_and(|duration| self.labels(&format!("{duration}_bucket"), job).is_some());
            if status {
                fits.push((3 + i32::from(duration), name, requests));
            } else if counted.is_some() && dialect.requests.is_some() && duration {
                fits.push((1, name, requests));
            }
        }
        fits.sort_by_key(|(points, ..)| std::cmp::Reverse(*points));
        let (best, name, requests) = fits.first()?;
        let alone = fits.iter().filter(|(points, ..)| points == best).count() == 1;
        // Libraries made by hand share names: of equals the one that all others are made from.
        let name = if alone {
            (*name).clone()
        } else {
            fits.iter()
                .find(|(points, name, _)| points == best && name.as_str() == "prom-client")
                .map_or((*name).clone(), |(_, name, _)| (*name).clone())
        };
        Some((name, format!("the rules and dashboards read {requests}")))
    }
}

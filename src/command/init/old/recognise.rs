//! Which signal of the catalog a condition is about.

use crate::catalog::{BadWhen, Catalog, Unit};
use crate::promql::{self, Expr, Meaning, PlaceMatcher, Test, meaning};
use crate::resolve::{expression, print_value};

/// A signal, and what its expression means.
struct Known {
    kind: &'static str,
    dialect: Option<&'static str>,
    signal: String,
    unit: Unit,
    bad_when: BadWhen,
    keeps: Vec<String>,
    meaning: Meaning,
}

/// A signal that a condition is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Missing: of every kind (`up`).
    pub kind: Option<&'static str>,
    pub dialect: Option<&'static str>,
    pub signal: String,
    /// The limit, in TOML.
    pub value: String,
    pub keeps: Vec<String>,
    pub places: Vec<PlaceMatcher>,
}

/// All signals.
pub struct Signals(Vec<Known>);

impl Signals {
    pub fn new() -> Signals {
        let mut known = Vec::new();
        for (kind_name, kind) in &Catalog::built_in().kinds {
            let dialects = kind
                .dialects
                .iter()
                .map(|(name, dialect)| Some((name.as_str(), dialect)));
            let dialects: Vec<_> = if kind.dialects.is_empty() {
                vec![None]
            } else {
                dialects.collect()
            };
            for (signal_name, signal) in &kind.signals {
                for dialect in &dialects {
                    let own = expression(signal, dialect.map(|(_, dialect)| dialect));
                    for text in own.into_iter().chain(signal.written_as.iter().cloned()) {
                        known.extend(read(&text).map(|meaning| Known {
                            kind: kind_name,
                            dialect: dialect.map(|(name, _)| name),
                            signal: signal_name.clone(),
                            unit: signal.unit,
                            bad_when: signal.bad_when,
                            keeps: signal.keeps.clone(),
                            meaning,
                        }));
                    }
                }
            }
            let alive = kind.up.as_deref().and_then(read);
            known.extend(alive.map(|meaning| down(Some(kind_name), meaning)));
        }
        known.extend(read("up").map(|meaning| Known {
            kind: "",
            ..down(None, meaning)
        }));
        Signals(known)
    }

    /// What the condition is about: one hit a dialect.
    pub fn recognise(&self, condition: &Expr) -> Vec<Hit> {
        let Some(asked) = meaning(condition, false) else {
            return Vec::new();
        };
        self.0
            .iter()
            .filter_map(|known| known.hit(&asked))
            .collect()
    }
}

fn down(kind: Option<&'static str>, mut meaning: Meaning) -> Known {
    meaning.test = Some((Test::Equal, 0.0));
    Known {
        kind: kind.unwrap_or(""),
        dialect: None,
        signal: "down".to_owned(),
        unit: Unit::State,
        bad_when: BadWhen::Above,
        keeps: Vec::new(),
        meaning,
    }
}

fn read(text: &str) -> Option<Meaning> {
    let text = text.replace("$window", "5m").replace("$under", "0.3");
    meaning(&promql::parse(&text).ok()?, true)
}

impl Known {
    fn hit(&self, asked: &Meaning) -> Option<Hit> {
        let value = if self.unit == Unit::State {
            self.state(asked)?
        } else {
            self.limit(asked)?
        };
        Some(Hit {
            kind: Some(self.kind).filter(|kind| !kind.is_empty()),
            dialect: self.dialect,
            signal: self.signal.clone(),
            value,
            keeps: self.keeps.clone(),
            places: asked.places.clone(),
        })
    }

    fn state(&self, asked: &Meaning) -> Option<String> {
        if self.meaning.value != asked.value {
            return None;
        }
        let bad = match self.meaning.test {
            Some((Test::Equal, value)) => value,
            None => 1.0,
            Some(_) => return None,
        };
        let (test, value) = asked.test?;
        let fires_on = match test {
            Test::Equal => value,
            Test::Unequal => 1.0 - value,
            Test::Below if value > 0.0 && value <= 1.0 => 0.0,
            Test::Above if (0.0..1.0).contains(&value) => 1.0,
            _ => return None,
        };
        (close(fires_on, bad)).then(|| "true".to_owned())
    }

    fn limit(&self, asked: &Meaning) -> Option<String> {
        let (test, limit) = asked.test?;
        let (ours, theirs) = (&self.meaning.value, &asked.value);
        if self.meaning.test.is_some() || ours.terms.len() != theirs.terms.len() {
            return None;
        }
        // Theirs is ours times a factor, and a number.
        let mut factor = None;
        for (name, own) in &ours.terms {
            let ratio = theirs.terms.get(name)? / own;
            if factor.is_some_and(|known| !close(known, ratio)) {
                return None;
            }
            factor = Some(ratio);
        }
        let factor = factor.filter(|factor| *factor != 0.0)?;
        let value = (limit - theirs.number) / factor + ours.number;
        let above = match test {
            Test::Above => factor > 0.0,
            Test::Below => factor < 0.0,
            _ => return None,
        };
        if above != (self.bad_when == BadWhen::Above) {
            return None;
        }
        // Counts over another window are other counts, but for none at all.
        if self.meaning.windows != asked.windows && value != 0.0 {
            return None;
        }
        let value = if close(value, value.round()) {
            value.round()
        } else {
            value
        };
        if value < 0.0 || (self.unit == Unit::Ratio && value > 1.0) {
            return None;
        }
        let value = (value * 1e9).round() / 1e9;
        let shown = print_value(self.unit, value);
        Some(match self.unit {
            Unit::Count | Unit::Cores => shown,
            _ => crate::escape::toml::string(&shown),
        })
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::Signals;
    use crate::promql::parse;

    #[test]
    fn conditions_of_the_field_are_known() {
        let signals = Signals::new();
        for (condition, kind, signal, value) in [
            (
                "100 - (avg by (instance) (irate(node_cpu_seconds_total{mode=\"idle\"}[5m])) * 100) > 80",
                "host",
                "cpu",
                "\"80%\"",
            ),
            (
                "(node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes) / node_memory_MemTotal_bytes * 100 > 90",
                "host",
                "memory",
                "\"90%\"",
            ),
            (
                "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes * 100 < 10",
                "host",
                "memory",
                "\"90%\"",
            ),
            (
                "(sum(node_memory_MemTotal_bytes) - sum(node_memory_MemFree_bytes + node_memory_Buffers_bytes + node_memory_Cached_bytes)) / sum(node_memory_MemTotal_bytes) * 100 > 85",
                "host",
                "memory",
                "\"85%\"",
            ),
            (
                "(node_filesystem_avail_bytes{mountpoint=\"/\"} * 100) / node_filesystem_size_bytes{mountpoint=\"/\"} < 15",
                "host",
                "disk",
                "\"85%\"",
            ),
            (
                "sum(rate(http_requests_total{status_code=~\"5..\"}[5m])) / sum(rate(http_requests_total[5m])) > 0.05",
                "http",
                "error_ratio",
                "\"5%\"",
            ),
            (
                "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.5",
                "http",
                "latency_p95",
                "\"500ms\"",
            ),
            ("probe_success == 0", "probe", "probe_failed", "true"),
            (
                "probe_ssl_earliest_cert_expiry - time() < 86400 * 14",
                "probe",
                "certificate_expiry",
                "\"14d\"",
            ),
            (
                "(probe_ssl_earliest_cert_expiry - time()) / 86400 < 7",
                "probe",
                "certificate_expiry",
                "\"7d\"",
            ),
            ("pg_up < 1", "postgres", "down", "true"),
            (
                "redis_memory_used_bytes / redis_memory_max_bytes > 0.9",
                "redis",
                "memory_used",
                "\"90%\"",
            ),
            (
                "sum by (instance) (pg_stat_activity_count) / pg_settings_max_connections > 0.8",
                "postgres",
                "connections_used",
                "\"80%\"",
            ),
            (
                "container_memory_usage_bytes{name=\"api\"} / container_spec_memory_limit_bytes{name=\"api\"} * 100 > 80",
                "container",
                "memory",
                "\"80%\"",
            ),
        ] {
            let hits = signals.recognise(&parse(condition).unwrap());
            assert!(
                hits.iter().any(|hit| hit.kind == Some(kind)
                    && hit.signal == signal
                    && hit.value == value),
                "{condition}: {hits:?}"
            );
        }
        for other in [
            "node_load1 > 1.5",
            "sum(rate(http_requests_total{status_code=~\"5..\"}[5m])) > 5",
            "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes > 0.9",
            "increase(pg_stat_database_deadlocks[1h]) > 5",
        ] {
            assert_eq!(signals.recognise(&parse(other).unwrap()), [], "{other}");
        }
    }
}

//! Names and types of the metrics that exporters give, as far as they were seen.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a metric counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricType {
    Counter,
    Gauge,
    Histogram,
    Summary,
    Unknown,
}

/// A metric of an exporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// Key of the kind that reads the exporter.
    pub kind: &'static str,
    pub of_type: MetricType,
}

/// Metrics by name; families that end in `*` by what stands before it.
struct Known {
    names: BTreeMap<&'static str, Metric>,
    families: Vec<(&'static str, Metric)>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known {
        names: BTreeMap::new(),
        families: Vec::new(),
    };
    let lines = include_str!("exporter_metrics.tsv").lines();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(kind), Some(of_type), Some(name)) =
            (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let of_type = match of_type {
            "counter" => MetricType::Counter,
            "gauge" => MetricType::Gauge,
            "histogram" => MetricType::Histogram,
            "summary" => MetricType::Summary,
            _ => MetricType::Unknown,
        };
        let metric = Metric { kind, of_type };
        match name.strip_suffix('*') {
            Some(family) => known.families.push((family, metric)),
            None => {
                known.names.insert(name, metric);
            }
        }
    }
    known
});

/// Suffixes under which a histogram or summary is stored: all of them count.
const PARTS: [&str; 3] = ["_bucket", "_count", "_sum"];

/// The metric of this name; `_bucket`, `_count` and `_sum` of a histogram or summary are counters.
pub fn metric(name: &str) -> Option<Metric> {
    if let Some(metric) = KNOWN.names.get(name) {
        return Some(*metric);
    }
    let part = PARTS.iter().find_map(|part| {
        let metric = KNOWN.names.get(name.strip_suffix(part)?)?;
        matches!(metric.of_type, MetricType::Histogram | MetricType::Summary).then_some(Metric {
            of_type: MetricType::Counter,
            ..*metric
        })
    });
    part.or_else(|| {
        let of_family = |(family, _): &&(&str, Metric)| name.starts_with(family);
        Some(KNOWN.families.iter().find(of_family)?.1)
    })
}

/// All names, in order; families are left out.
pub fn metrics() -> impl Iterator<Item = (&'static str, Metric)> {
    KNOWN.names.iter().map(|(name, metric)| (*name, *metric))
}

#[cfg(test)]
mod tests {
    use super::{MetricType, metric};

    #[test]
    fn metrics_are_known_by_all_their_names() {
        let of_type = |name| metric(name).map(|metric| metric.of_type);
        assert_eq!(of_type("node_load1"), Some(MetricType::Gauge));
        assert_eq!(
            of_type("prometheus_http_request_duration_seconds_bucket"),
            Some(MetricType::Counter)
        );
        assert_eq!(of_type("pg_settings_whatever"), Some(MetricType::Unknown));
        assert_eq!(of_type("node_load1_count"), None);
    }
}

//! How much a stack stores: series, samples, disk and memory. An estimate from the number of series that each kind was seen to
//! give, measured on Prometheus 3.5: 5 bytes a sample in the log, 2.5 KiB of memory a series beyond 100 MiB.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::config::value::Duration;

use super::{Job, JobShape, Stack};

/// `up`, `scrape_duration_seconds` and three more, that Prometheus makes for each target.
const OF_EVERY_TARGET: u64 = 5;
/// Values of a label that a signal keeps (`mountpoint`, `database`, …), taken where nobody knows.
const KEPT_VALUES: u64 = 4;
/// Between 1 and 2 in compacted blocks.
const BYTES_PER_SAMPLE: f64 = 1.5;
const LOG_BYTES_PER_SAMPLE: f64 = 5.0;
/// The head holds up to three hours, and so does its log.
const HEAD_SECONDS: f64 = 3.0 * 3600.0;
const SHORTEST_BLOCK: f64 = 2.0 * 3600.0;
const LONGEST_BLOCK: f64 = 31.0 * 86_400.0;
/// A disk is full before it is full.
const FILL: f64 = 0.8;
const MEMORY_BASE: f64 = 100.0 * 1024.0 * 1024.0;
const MEMORY_PER_SERIES: f64 = 3.0 * 1024.0;
const MEMORY_RESERVE: f64 = 1.5;

/// What one service adds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Share {
    pub targets: u64,
    /// Series that are scraped.
    pub scraped: u64,
    /// Series that rules record of it.
    pub recorded: u64,
    pub samples_per_second: f64,
}

/// A whole stack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Capacity {
    /// By service, the stack's own parts included.
    pub services: BTreeMap<String, Share>,
    pub total: Share,
    /// How long metrics are kept; missing: only their size is limited.
    pub retention: Option<Duration>,
    /// Bytes of disk for that long.
    pub disk: Option<f64>,
    /// Bytes of memory that Prometheus needs in quiet times; a reload needs twice as much.
    pub memory: f64,
}

impl Capacity {
    /// Estimates a stack.
    pub fn of(stack: &Stack, catalog: &Catalog) -> Capacity {
        let mut services: BTreeMap<String, Share> = BTreeMap::new();
        for job in &stack.jobs {
            scraped(stack, catalog, job, &mut services);
        }
        recorded(stack, &mut services);
        let mut total = Share::default();
        for share in services.values() {
            total.targets += share.targets;
            total.scraped += share.scraped;
            total.recorded += share.recorded;
            total.samples_per_second += share.samples_per_second;
        }
        let series = (total.scraped + total.recorded) as f64;
        Capacity {
            retention: stack.retention_time,
            disk: stack
                .retention_time
                .map(|time| disk(total.samples_per_second, seconds(time))),
            memory: (MEMORY_BASE + MEMORY_PER_SERIES * series) * MEMORY_RESERVE,
            services,
            total,
        }
    }

    /// How long a limit of so many bytes keeps metrics, in seconds.
    pub fn kept(&self, bytes: u64) -> f64 {
        let rate = self.total.samples_per_second.max(f64::MIN_POSITIVE);
        let blocks = bytes as f64 - HEAD_SECONDS * rate * LOG_BYTES_PER_SAMPLE;
        (blocks / (rate * BYTES_PER_SAMPLE)).max(0.0)
    }
}

/// A block goes only when all of it is past, and one more is written while blocks are joined.
fn disk(rate: f64, retention: f64) -> f64 {
    let block = (retention / 10.0).clamp(SHORTEST_BLOCK, LONGEST_BLOCK);
    let blocks = rate * (retention + 2.0 * block) * BYTES_PER_SAMPLE;
    (blocks + HEAD_SECONDS * rate * LOG_BYTES_PER_SAMPLE) / FILL
}

fn seconds(duration: Duration) -> f64 {
    duration.milliseconds as f64 / 1000.0
}

fn scraped(stack: &Stack, catalog: &Catalog, job: &Job, services: &mut BTreeMap<String, Share>) {
    let each = catalog
        .kinds
        .get(&job.kind)
        .map_or(0, |kind| u64::from(kind.series));
    let mut add = |service: &str, targets: u64, series: u64| {
        let share = services.entry(service.to_owned()).or_default();
        share.targets += targets;
        share.scraped += series;
        share.samples_per_second += series as f64 / seconds(job.interval).max(0.001);
    };
    for target in &job.targets {
        let targets = target.addresses.len() as u64;
        let own = targets * OF_EVERY_TARGET;
        match job.shape {
            JobShape::Plain | JobShape::Probe => {
                add(&target.service, targets, own + targets * each);
            }
            JobShape::Container => add(&target.service, targets, own),
            // One series for each service, and one for each arrow between them.
            JobShape::Facts => {
                let arrows: usize = stack.services.iter().map(|s| s.depends_on.len()).sum();
                let listed = (stack.services.len() + arrows) as u64;
                add("prometheus", targets, own + listed);
            }
        }
    }
    if job.shape == JobShape::Container {
        for service in &stack.services {
            if service.sources.contains("container") {
                add(&service.name, 0, each);
            }
        }
    }
}

fn recorded(stack: &Stack, services: &mut BTreeMap<String, Share>) {
    let per_second = 1.0 / seconds(stack.evaluation_interval).max(0.001);
    let mut add = |service: &str, series: u64| {
        let share = services.entry(service.to_owned()).or_default();
        share.recorded += series;
        share.samples_per_second += series as f64 * per_second;
    };
    for kind in &stack.kinds {
        for signal in &kind.signals {
            let kept = if signal.keeps.iter().any(|label| label != "probe") {
                KEPT_VALUES
            } else {
                1
            };
            for name in signal.services.iter() {
                let Some(service) = stack.service(name) else {
                    continue;
                };
                let instances = match (kind.name.as_str(), signal.per_instance) {
                    ("probe", _) => service.probes.len(),
                    (_, true) if kind.name == service.kind => service.addresses.len().max(1),
                    _ => 1,
                };
                add(name, instances as u64 * kept);
            }
        }
    }
    // Whether it is up, for each instance.
    for service in &stack.services {
        add(&service.name, service.addresses.len().max(1) as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::{Capacity, Share, disk};

    #[test]
    fn disk_holds_blocks_log_and_room() {
        // 1000 samples/s for 15 days: 18 days of blocks and three hours of log.
        let expected = (1000.0 * 18.0 * 86_400.0 * 1.5 + 10_800.0 * 1000.0 * 5.0) / 0.8;
        assert!((disk(1000.0, 15.0 * 86_400.0) - expected).abs() < 1.0);
    }

    #[test]
    fn a_limit_of_size_says_how_long() {
        let capacity = Capacity {
            total: Share {
                samples_per_second: 1000.0,
                ..Share::default()
            },
            ..Capacity::default()
        };
        let day = 86_400.0 * 1000.0 * 1.5;
        let log = 10_800.0 * 1000.0 * 5.0;
        let kept = capacity.kept((day * 4.0 + log) as u64);
        assert!((kept / 86_400.0 - 4.0).abs() < 0.01, "{kept}");
        assert_eq!(capacity.kept(1), 0.0);
    }
}

//! Prometheus forgets a sample after five minutes.

use crate::config::value::Duration;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

const LOOKBACK: Duration = Duration::seconds(300);

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let mut say = |interval: Option<Duration>, path: Path| {
        if let Some(interval) = interval.filter(|interval| *interval > LOOKBACK) {
            out.push(
                Diagnostic::warning(
                    "scrape/interval-too-long",
                    format!("asked every {interval}, there are holes between samples"),
                )
                .at(
                    Place::Value(path),
                    "Prometheus takes a sample for gone after 5m",
                )
                .help("write at most \"5m\""),
            );
        }
    };
    say(
        context.config.prometheus.scrape_interval,
        Path::of(&["prometheus", "scrape_interval"]),
    );
    for (name, service) in &context.config.services {
        let path = Path::of(&["services", name]);
        say(
            service.scrape.as_ref().and_then(|scrape| scrape.interval),
            path.key("scrape").key("interval"),
        );
        for (probe, entry) in &service.probes {
            if let crate::config::ProbeEntry::Probe(entry) = entry {
                say(
                    entry.interval,
                    path.key("probes").key(probe).key("interval"),
                );
            }
        }
    }
}

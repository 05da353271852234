//! Prometheus refuses a timeout longer than the interval.

use crate::config::value::Duration;
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::lints::context::{Context, Findings};

pub fn check(context: &Context<'_>, out: &mut Findings) {
    let usual = context.stack.scrape_interval;
    let mut say = |interval: Option<Duration>, timeout: Option<Duration>, path: Path| {
        let (Some(timeout), interval_now) = (timeout, interval.unwrap_or(usual)) else {
            return;
        };
        if timeout > interval_now {
            let finding = Diagnostic::error(
                "scrape/timeout-over-interval",
                format!("a timeout of {timeout} is longer than the interval of {interval_now}"),
            )
            .at(
                Place::Value(path.key("timeout")),
                format!("at most {interval_now}"),
            );
            let finding = match interval {
                Some(_) => finding.at(Place::Value(path.key("interval")), "asked this often"),
                None => finding,
            };
            out.push(finding.help(format!(
                "write `timeout = \"{interval_now}\"`, or ask less often"
            )));
        }
    };
    for (name, service) in &context.config.services {
        let path = Path::of(&["services", name]);
        if let Some(scrape) = &service.scrape {
            say(scrape.interval, scrape.timeout, path.key("scrape"));
        }
        let named = service
            .probes
            .iter()
            .map(|(name, probe)| (path.key("probes").key(name), probe));
        for (path, entry) in service
            .probe
            .iter()
            .map(|probe| (path.key("probe"), probe))
            .chain(named)
        {
            if let crate::config::ProbeEntry::Probe(probe) = entry {
                say(probe.interval, probe.timeout, path);
            }
        }
    }
}

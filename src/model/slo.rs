//! Service level objectives, and the burn rates at which somebody is told.

use crate::catalog::Severity;
use crate::config::value::Duration;
use crate::diagnostic::Path;

/// An objective of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Slo {
    /// Label `slo`: `availability`, `latency`, or a name of the file's.
    pub name: String,
    pub service: String,
    /// Share of good events, above 0 and below 1.
    pub objective: f64,
    /// As people write it: `99.9%`.
    pub shown: String,
    /// Time over which it must be met: label `window`.
    pub window: Duration,
    /// Bad events in the long window of a page below which nobody is paged.
    pub min_events: u32,
    /// Where the file says it.
    pub path: Path,
}

/// One burn rate: the SLO's window is shared out to alerts that spend the same share of its budget whatever its length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burn {
    pub severity: Severity,
    /// How many times faster than allowed the budget goes.
    pub factor: f64,
    /// Seconds of the two windows for an SLO of 30 days.
    long: u64,
    short: u64,
}

/// Google's SRE workbook, chapter 5, table 5-8 (2% of the budget in 1 h, 5% in 6 h, 10% in 1 d and 3 d), with the windows of its
/// tickets' short ones; what sloth and Prometheus operators' mixins use as well.
pub const BURNS: [Burn; 4] = [
    burn(Severity::Critical, 14.4, 3_600, 300),
    burn(Severity::Critical, 6.0, 21_600, 1_800),
    burn(Severity::Warning, 3.0, 86_400, 7_200),
    burn(Severity::Warning, 1.0, 259_200, 21_600),
];

const fn burn(severity: Severity, factor: f64, long: u64, short: u64) -> Burn {
    Burn {
        severity,
        factor,
        long,
        short,
    }
}

/// Seconds of the window that [`BURNS`] are for.
const THIRTY_DAYS: u64 = 30 * 86_400;

/// Scrapes that the shortest window must hold: `rate` of fewer is mostly absent or wild.
const LEAST_SCRAPES: u64 = 4;

impl Burn {
    /// The long and the short window for an SLO's window: in proportion, in whole minutes; the short one at least four scrapes.
    pub fn windows(&self, window: Duration, scrape_interval: Duration) -> (Duration, Duration) {
        let least = (scrape_interval.milliseconds * LEAST_SCRAPES).div_ceil(60_000) * 60;
        let scaled = |seconds: u64| {
            let days = window.milliseconds / 1000;
            let scaled = (seconds * days + THIRTY_DAYS / 2) / THIRTY_DAYS;
            Duration::seconds(((scaled + 30) / 60 * 60).max(least))
        };
        (scaled(self.long), scaled(self.short))
    }

    /// Whether a service whose every event is bad burns fast enough.
    pub fn can_fire(&self, objective: f64) -> bool {
        self.factor * (1.0 - objective) < 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::BURNS;
    use crate::config::value::Duration;

    fn windows(days: u64, scrape: u64) -> Vec<String> {
        BURNS
            .iter()
            .map(|burn| {
                let window = Duration::seconds(days * 86_400);
                let (long, short) = burn.windows(window, Duration::seconds(scrape));
                format!("{} {long}/{short}", burn.factor)
            })
            .collect()
    }

    /// Table 5-8 of the SRE workbook (sre.google/workbook/alerting-on-slos): burn rate, long window, short window.
    #[test]
    fn thirty_days_are_the_workbook_s() {
        assert_eq!(
            windows(30, 15),
            ["14.4 1h/5m", "6 6h/30m", "3 1d/2h", "1 3d/6h"]
        );
    }

    /// The share of the budget that is gone when an alert fires: factor × long window / SLO's window.
    #[test]
    fn every_length_spends_the_same_share() {
        for days in [7, 14, 28, 30, 60, 90] {
            let window = Duration::seconds(days * 86_400);
            for (burn, share) in BURNS.iter().zip([0.02, 0.05, 0.10, 0.10]) {
                let (long, _) = burn.windows(window, Duration::seconds(15));
                let spent = burn.factor * long.as_seconds() / window.as_seconds();
                // Windows are whole minutes: half a minute of 14 at most.
                assert!(
                    (spent - share).abs() < share * 0.04,
                    "{days} {spent} {share}"
                );
            }
        }
        assert_eq!(
            windows(7, 15),
            ["14.4 14m/1m", "6 1h24m/7m", "3 5h36m/28m", "1 16h48m/1h24m"]
        );
        assert_eq!(
            windows(90, 15),
            ["14.4 3h/15m", "6 18h/1h30m", "3 3d/6h", "1 9d/18h"]
        );
    }

    #[test]
    fn short_windows_hold_four_scrapes() {
        assert_eq!(windows(7, 60)[0], "14.4 14m/4m");
    }
}

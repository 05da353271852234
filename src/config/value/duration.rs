//! Prometheus durations: `300ms`, `5m`, `1h30m`, `30d`.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A duration in whole milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration {
    pub milliseconds: u64,
}

const UNITS: [(&str, u64); 7] = [
    ("y", 365 * 86_400_000),
    ("w", 7 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// Pattern of the notation, for the schema.
pub const PATTERN: &str =
    "^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$";

/// The longest duration of Prometheus and Alertmanager: 2^63 - 1 nanoseconds, 292 years.
pub const LONGEST: Duration = Duration {
    milliseconds: (i64::MAX / 1_000_000) as u64,
};

/// Reads a duration as Prometheus does (`model.ParseDuration`): units from large to small, each once, whole numbers;
/// `0` alone is allowed. `None` when it is none or longer than [`LONGEST`].
pub fn parse_duration(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::default());
    }
    let mut rest = text;
    let mut next = 0;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = rest.get(..digits)?.parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let unit = &rest[..letters];
        let at = UNITS.iter().position(|(name, _)| *name == unit)?;
        if at < next {
            return None;
        }
        next = at + 1;
        total = total.checked_add(number.checked_mul(UNITS[at].1)?)?;
        rest = &rest[letters..];
    }
    let duration = Duration {
        milliseconds: total,
    };
    (!text.is_empty() && duration <= LONGEST).then_some(duration)
}

/// Writes a duration so that [`parse_duration`] reads the same: `90m` becomes `1h30m`. Years and weeks are not used, days are.
pub fn print_duration(duration: Duration) -> String {
    if duration.milliseconds == 0 {
        return "0s".into();
    }
    let mut rest = duration.milliseconds;
    let mut out = String::new();
    for (name, size) in UNITS.iter().skip(2) {
        let count = rest / size;
        if count > 0 {
            out.push_str(&format!("{count}{name}"));
            rest %= size;
        }
    }
    out
}

impl Duration {
    /// From whole seconds.
    pub const fn seconds(seconds: u64) -> Self {
        Duration {
            milliseconds: seconds * 1000,
        }
    }

    /// In seconds.
    pub fn as_seconds(self) -> f64 {
        self.milliseconds as f64 / 1000.0
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&print_duration(*self))
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        parse_duration(&text).ok_or_else(|| serde::de::Error::custom("not a duration"))
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": PATTERN,
            "minLength": 1,
            "x-expected": "a duration such as \"30s\", \"5m\" or \"1h30m\"",
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Duration, parse_duration, print_duration};

    #[test]
    fn reads_what_prometheus_reads() {
        for (text, seconds) in [
            ("30s", 30),
            ("5m", 300),
            ("1h30m", 5400),
            ("30d", 2_592_000),
            ("1w2d", 777_600),
            ("1y", 31_536_000),
        ] {
            assert_eq!(
                parse_duration(text),
                Some(Duration::seconds(seconds)),
                "{text}"
            );
        }
        assert_eq!(parse_duration("300ms").unwrap().milliseconds, 300);
        for text in [
            "",
            "5",
            "m",
            "5 m",
            "1m1h",
            "1m1m",
            "1.5h",
            "-5m",
            "99999999999999999y",
            "293y",
            "5µs",
        ] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }

    #[test]
    fn prints_what_it_reads() {
        for milliseconds in [
            0,
            1,
            999,
            1000,
            90_000,
            5_400_000,
            86_400_000,
            2_592_000_001,
        ] {
            let duration = Duration { milliseconds };
            assert_eq!(parse_duration(&print_duration(duration)), Some(duration));
        }
    }
}

//! Examples of signals: raw series, and what the recorded series then has. Each is a unit test of the rule.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One instance: its raw series, and the value that it must give.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// `metric{label="value"}` → what it does, in the notation of [`Given`]. Names of the dialect (`$requests`) are put in;
    /// `service`, `instance`, `job` and identity labels are added.
    pub input: BTreeMap<String, String>,
    /// Missing: no sample.
    pub value: Option<Expected>,
    /// What this says of a job holds for all of its series: it cannot stand beside the others.
    #[serde(default)]
    pub alone: bool,
}

/// What is recorded: one number, or one for each value of the kept labels (`'mountpoint="/"' = 0.5`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Expected {
    One(f64),
    Each(BTreeMap<String, f64>),
}

/// What one raw series does in the window that the rule looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// `6/s`: a counter that grows by this much per second, all of it in one step half a window ago.
    Rate(f64),
    /// `+20`: a counter that grows by this much in the window, all of it in one step half a window ago.
    Increase(f64),
    /// `5`, `1 to 2`: a gauge that holds these values for equal parts of the window.
    Values(Vec<f64>),
    /// `now-3600`: a time, so many seconds before or after the moment of reading.
    Now(f64),
}

impl Given {
    /// Reads the notation.
    pub fn parse(text: &str) -> Option<Given> {
        if let Some(rate) = text.strip_suffix("/s") {
            return Some(Given::Rate(rate.parse().ok()?));
        }
        if let Some(increase) = text.strip_prefix('+') {
            return Some(Given::Increase(increase.parse().ok()?));
        }
        if let Some(seconds) = text.strip_prefix("now") {
            return Some(Given::Now(seconds.parse().ok()?));
        }
        let values: Option<Vec<f64>> = text.split(" to ").map(|value| value.parse().ok()).collect();
        Some(Given::Values(values?))
    }

    /// What the same metric does under a job that no rule reads: more of everything, in other shares, and oftener.
    #[must_use]
    pub fn elsewhere(&self) -> Given {
        let more = |number: f64| 3.0 * number + 1.0;
        match self {
            Given::Rate(rate) => Given::Rate(more(*rate)),
            Given::Increase(increase) => Given::Increase(more(*increase)),
            Given::Now(from_now) => Given::Now(from_now + 60.0),
            Given::Values(values) => {
                let mut values: Vec<f64> = values.iter().map(|value| more(*value)).collect();
                if values.len() > 1 {
                    values.extend(values.last().map(|last| last + 1.0));
                }
                Given::Values(values)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Given;
    use crate::catalog::Catalog;

    #[test]
    fn the_notation_is_read() {
        for (text, given) in [
            ("6/s", Given::Rate(6.0)),
            ("+20", Given::Increase(20.0)),
            ("5", Given::Values(vec![5.0])),
            ("1 to 2.5", Given::Values(vec![1.0, 2.5])),
            ("now-3600", Given::Now(-3600.0)),
            ("now+60", Given::Now(60.0)),
        ] {
            assert_eq!(Given::parse(text), Some(given));
        }
        assert_eq!(Given::parse("often"), None);
    }

    #[test]
    fn every_signal_has_examples() {
        for (name, kind) in &Catalog::built_in().kinds {
            for (signal_name, signal) in &kind.signals {
                let sets: Vec<&Vec<super::Example>> = if signal.exprs.is_empty() {
                    vec![&signal.example]
                } else {
                    let ways: Vec<&String> = signal.exprs.keys().collect();
                    assert_eq!(
                        ways,
                        signal.examples.keys().collect::<Vec<_>>(),
                        "{name} {signal_name}: one set of examples for each expression"
                    );
                    signal.examples.values().collect()
                };
                for examples in sets {
                    assert!(examples.len() >= 2, "{name} {signal_name}: two instances");
                    assert!(examples.iter().any(|example| example.value.is_some()));
                    for given in examples.iter().flat_map(|example| example.input.values()) {
                        assert!(
                            Given::parse(given).is_some(),
                            "{name} {signal_name}: {given}"
                        );
                    }
                }
            }
        }
    }
}

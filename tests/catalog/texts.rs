//! Texts and default thresholds, as a person will read them.

use monc::catalog::{BadWhen, Catalog, ForDuration, Severity, Signal, Unit};
use monc::config::value::{parse_bytes, parse_duration};
use serde_json::Value;

fn signals() -> impl Iterator<Item = (String, &'static Signal)> {
    Catalog::built_in().kinds.iter().flat_map(|(kind, data)| {
        data.signals
            .iter()
            .map(move |(name, signal)| (format!("{kind}/{name}"), signal))
    })
}

/// The value in base units.
fn base(unit: Unit, value: &Value) -> Option<f64> {
    let text = value.as_str().unwrap_or_default();
    match unit {
        Unit::Ratio => text
            .strip_suffix('%')?
            .parse::<f64>()
            .ok()
            .map(|v| v / 100.0),
        Unit::Duration => parse_duration(text).map(|d| d.milliseconds as f64 / 1000.0),
        Unit::Bytes => parse_bytes(text).map(|bytes| bytes.0 as f64),
        Unit::BytesPerSecond => parse_bytes(text.strip_suffix("/s")?).map(|bytes| bytes.0 as f64),
        Unit::Rate => {
            let (number, per) = text.split_once('/')?;
            let seconds = match per {
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                _ => return None,
            };
            number.parse::<f64>().ok().map(|v| v / seconds)
        }
        Unit::Count | Unit::Cores => value.as_f64(),
        Unit::State => value.as_bool().map(f64::from),
    }
}

#[test]
fn help_is_two_full_sentences() {
    for (place, signal) in signals() {
        for half in [&signal.help.means, &signal.help.first] {
            let begins = half.chars().next().is_some_and(char::is_uppercase)
                || half.starts_with(char::is_numeric);
            assert!(
                begins && half.ends_with('.') && half.len() > 20,
                "{place}: {half}"
            );
        }
        assert!(
            !signal.title.is_empty() && !signal.title.ends_with('.'),
            "{place}"
        );
    }
}

#[test]
fn default_thresholds_are_in_the_notation_of_the_unit() {
    for (place, signal) in signals() {
        let Some(threshold) = &signal.threshold else {
            continue;
        };
        let value = |value: &Option<Value>| {
            value
                .as_ref()
                .map(|value| base(signal.unit, value).unwrap_or_else(|| panic!("{place}: {value}")))
        };
        let levels: Vec<f64> = [&threshold.info, &threshold.warning, &threshold.critical]
            .into_iter()
            .filter_map(value)
            .collect();
        assert!(!levels.is_empty(), "{place}: a threshold without a value");
        for pair in levels.windows(2) {
            let beyond = match signal.bad_when {
                BadWhen::Above => pair[1] > pair[0],
                BadWhen::Below => pair[1] < pair[0],
            };
            assert!(beyond || signal.unit == Unit::State, "{place}: {pair:?}");
        }
        if signal.unit == Unit::Ratio && !signal.unbounded {
            assert!(
                levels.iter().all(|level| *level < 1.0),
                "{place}: never reached"
            );
        }
        match &threshold.r#for {
            Some(ForDuration::All(text)) => assert!(parse_duration(text).is_some(), "{place}"),
            Some(ForDuration::Each(each)) => {
                assert!(
                    each.values().all(|text| parse_duration(text).is_some()),
                    "{place}"
                );
            }
            None => panic!("{place}: `for` is left out"),
        }
        for label in threshold.r#match.keys() {
            assert!(signal.keeps.contains(label), "{place}: match on {label}");
        }
    }
}

#[test]
fn conditions_name_signals_of_the_same_kind() {
    for (kind, data) in &Catalog::built_in().kinds {
        for (name, signal) in &data.signals {
            for (other, value) in signal
                .threshold
                .iter()
                .flat_map(|threshold| &threshold.when)
            {
                let Some(condition) = data.signals.get(other) else {
                    panic!("{kind}/{name}: when {other}");
                };
                assert!(
                    base(condition.unit, value).is_some(),
                    "{kind}/{name}: when {other} {value}"
                );
            }
        }
    }
}

#[test]
fn a_state_has_a_severity_and_only_a_state() {
    for (place, signal) in signals() {
        assert_eq!(
            signal.severity.is_some(),
            signal.unit == Unit::State,
            "{place}"
        );
        let Some((threshold, severity)) = signal.threshold.as_ref().zip(signal.severity) else {
            continue;
        };
        let said = match severity {
            Severity::Info => &threshold.info,
            Severity::Warning => &threshold.warning,
            Severity::Critical => &threshold.critical,
        };
        assert_eq!(said, &Some(Value::Bool(true)), "{place}");
    }
}

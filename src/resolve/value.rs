//! Limits: from what people write to base units, by the signal's unit, and back.

use crate::catalog::Unit;
use crate::config::value::{
    Bytes, Scalar, parse_bytes, parse_duration, print_bytes, print_duration,
};

/// Reads a limit in the notation of a unit; the result is in base units. `None` when it is not one.
pub fn read_value(unit: Unit, scalar: &Scalar) -> Option<f64> {
    match (unit, scalar) {
        (Unit::Ratio, Scalar::Text(text)) => number(text.strip_suffix('%')?).map(percent),
        (Unit::Duration, Scalar::Text(text)) => {
            parse_duration(text).map(|duration| duration.as_seconds())
        }
        (Unit::Bytes, Scalar::Text(text)) => parse_bytes(text).map(|bytes| bytes.0 as f64),
        (Unit::BytesPerSecond, Scalar::Text(text)) => {
            parse_bytes(text.strip_suffix("/s")?).map(|bytes| bytes.0 as f64)
        }
        (Unit::Rate, Scalar::Text(text)) => rate(text),
        (Unit::Count | Unit::Cores, Scalar::Number(number)) => {
            number.is_finite().then_some(*number)
        }
        (Unit::State, Scalar::Boolean(true)) => Some(0.0),
        _ => None,
    }
}

/// 80 → 0.8, and not 0.8000000000000000x: the decimal point is moved, the number is read once.
fn percent(value: f64) -> f64 {
    format!("{value}e-2").parse().unwrap_or(value / 100.0)
}

fn number(text: &str) -> Option<f64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    plain.then(|| text.parse().ok()).flatten()
}

fn rate(text: &str) -> Option<f64> {
    let (count, per) = text.split_once('/')?;
    let seconds = match per {
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        _ => return None,
    };
    number(count).map(|count| count / seconds)
}

/// Writes a limit so that [`read_value`] reads the same, as people write it.
pub fn print_value(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Ratio => format!("{}%", tidy(value * 100.0)),
        Unit::Duration => print_duration(crate::config::value::Duration {
            milliseconds: (value * 1000.0).round().max(0.0) as u64,
        }),
        Unit::Bytes => print_bytes(Bytes(value.max(0.0) as u64)),
        Unit::BytesPerSecond => format!("{}/s", print_bytes(Bytes(value.max(0.0) as u64))),
        Unit::Rate => {
            let per_minute = value * 60.0;
            if value > 0.0 && value.fract() != 0.0 && (per_minute - per_minute.round()).abs() < 1e-9
            {
                format!("{}/m", tidy(per_minute))
            } else {
                format!("{}/s", tidy(value))
            }
        }
        Unit::Count | Unit::Cores => tidy(value),
        Unit::State => "true".into(),
    }
}

/// At most nine digits after the point, no trailing zeros: 0.8 * 100 is 80.
fn tidy(value: f64) -> String {
    let rounded = (value * 1e9).round() / 1e9;
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::{print_value, read_value};
    use crate::catalog::Unit;
    use crate::config::value::Scalar;

    #[test]
    fn every_unit_reads_and_prints() {
        for (unit, text, value) in [
            (Unit::Ratio, "80%", 0.8),
            (Unit::Ratio, "99.9%", 0.999),
            (Unit::Ratio, "0.1%", 0.001),
            (Unit::Duration, "300ms", 0.3),
            (Unit::Duration, "1h30m", 5400.0),
            (Unit::Bytes, "512MiB", 536_870_912.0),
            (Unit::BytesPerSecond, "10MiB/s", 10_485_760.0),
            (Unit::Rate, "100/s", 100.0),
            (Unit::Rate, "5/m", 5.0 / 60.0),
        ] {
            assert_eq!(
                read_value(unit, &Scalar::Text(text.into())),
                Some(value),
                "{text}"
            );
            assert_eq!(print_value(unit, value), text);
        }
        assert_eq!(read_value(Unit::Count, &Scalar::Number(100.0)), Some(100.0));
        for wrong in ["80", "0.8", "%", "-5%", "1e3%", "80 %"] {
            assert_eq!(
                read_value(Unit::Ratio, &Scalar::Text(wrong.into())),
                None,
                "{wrong}"
            );
        }
        assert_eq!(read_value(Unit::Ratio, &Scalar::Number(80.0)), None);
    }
}

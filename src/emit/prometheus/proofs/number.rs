//! Numbers as the template functions of Prometheus print them.
//!
//! Source: `helpers/templates/time.go` of prometheus/common (`HumanizeDuration`), `template/template.go` of Prometheus
//! (`humanize1024`, `humanizePercentage`), Go's `fmt` (`%.4g`). promtool compares what they give letter by letter.

const BINARY: [&str; 8] = ["ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];
const DECIMAL: [&str; 8] = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
const SMALL: [&str; 8] = ["m", "u", "n", "p", "f", "a", "z", "y"];

/// `%.<digits>g`: so many significant digits, no zeros at the end, an exponent where it is below -4 or too great.
pub fn general(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return match (value.is_nan(), value > 0.0) {
            (true, _) => "NaN".into(),
            (_, true) => "+Inf".into(),
            _ => "-Inf".into(),
        };
    }
    let digits = digits.max(1);
    let scientific = format!("{value:.*e}", digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if exponent < -4 || exponent >= i32::try_from(digits).unwrap_or(i32::MAX) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trimmed(mantissa), exponent.abs());
    }
    let decimals = usize::try_from(i32::try_from(digits).unwrap_or(i32::MAX) - 1 - exponent);
    trimmed(&format!("{value:.*}", decimals.unwrap_or_default())).to_owned()
}

fn trimmed(number: &str) -> &str {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    }
}

/// `{{ $value }}`: as few digits as give the same number back, an exponent below 0.0001 and from a million on.
pub fn plain(value: f64) -> String {
    if !value.is_finite() {
        return general(value, 1);
    }
    let shortest = format!("{value:e}");
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        return format!("{value}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// `1536` → `1.536k`, `0.005` → `5m`.
pub fn decimal(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return general(value, 4);
    }
    let (mut value, mut prefix) = (value, "");
    if value.abs() >= 1.0 {
        for next in DECIMAL {
            if value.abs() < 1000.0 {
                break;
            }
            prefix = next;
            value /= 1000.0;
        }
    } else {
        for next in SMALL {
            if value.abs() >= 1.0 {
                break;
            }
            prefix = next;
            value *= 1000.0;
        }
    }
    format!("{}{prefix}", general(value, 4))
}

/// `0.05` → `5%`.
pub fn percentage(value: f64) -> String {
    format!("{}%", general(value * 100.0, 4))
}

/// `1536` → `1.5ki`.
pub fn binary(value: f64) -> String {
    let mut value = value;
    let mut prefix = "";
    if value.abs() > 1.0 && value.is_finite() {
        for next in BINARY {
            if value.abs() < 1024.0 {
                break;
            }
            prefix = next;
            value /= 1024.0;
        }
    }
    format!("{}{prefix}", general(value, 4))
}

/// `5400` → `1h 30m 0s`, `0.3` → `300ms`.
pub fn duration(value: f64) -> String {
    if !value.is_finite() {
        return general(value, 4);
    }
    if value == 0.0 || value.abs() < 1.0 {
        let mut value = value;
        let mut prefix = "";
        if value != 0.0 {
            for next in SMALL {
                if value.abs() >= 1.0 {
                    break;
                }
                prefix = next;
                value *= 1000.0;
            }
        }
        return format!("{}{prefix}s", general(value, 4));
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let value = value.abs();
    let whole = value.trunc() as u64;
    let (seconds, minutes) = (whole % 60, whole / 60 % 60);
    let (hours, days) = (whole / 3600 % 24, whole / 86_400);
    if days > 0 {
        format!("{sign}{days}d {hours}h {minutes}m {seconds}s")
    } else if hours > 0 {
        format!("{sign}{hours}h {minutes}m {seconds}s")
    } else if minutes > 0 {
        format!("{sign}{minutes}m {seconds}s")
    } else {
        format!("{sign}{}s", general(value, 4))
    }
}

#[cfg(test)]
mod tests {
    use super::{binary, decimal, duration, general, percentage, plain};

    /// Expected texts: printed by the functions themselves, in Go.
    #[test]
    fn as_go_prints_them() {
        for (value, digits, text) in [
            (0.0, 3, "0"),
            (100.0001, 3, "100"),
            (1000.001, 3, "1e+03"),
            (999.9, 3, "1e+03"),
            (0.000_001, 3, "1e-06"),
            (0.000_123_45, 3, "0.000123"),
            (-2.5, 3, "-2.5"),
            (0.333_334_333, 3, "0.333"),
            (1_234_567.0, 4, "1.235e+06"),
            (f64::NAN, 3, "NaN"),
            (f64::INFINITY, 3, "+Inf"),
        ] {
            assert_eq!(general(value, digits), text);
        }
        for (value, text) in [
            (1e6, "1e+06"),
            (123_456_789.0, "1.23456789e+08"),
            (100_000.0, "100000"),
            (0.0001, "0.0001"),
            (0.000_01, "1e-05"),
            (0.020_001, "0.020001"),
            (-2.5, "-2.5"),
            (1.5e21, "1.5e+21"),
            (0.0, "0"),
        ] {
            assert_eq!(plain(value), text);
        }
        assert_eq!(decimal(1536.0), "1.536k");
        assert_eq!(decimal(0.005), "5m");
        assert_eq!(decimal(0.0), "0");
        assert_eq!(percentage(0.050_001), "5%");
        assert_eq!(percentage(0.123_456), "12.35%");
        assert_eq!(binary(5_368_714_488.709), "5Gi");
        assert_eq!(binary(1536.0), "1.5ki");
        assert_eq!(binary(0.5), "0.5");
        for (seconds, text) in [
            (0.0, "0s"),
            (0.3, "300ms"),
            (0.005_001, "5.001ms"),
            (1.000_001, "1s"),
            (5400.0054, "1h 30m 0s"),
            (86_399.9, "23h 59m 59s"),
            (1_209_598.79, "13d 23h 59m 58s"),
            (-90.0, "-1m 30s"),
            (0.000_001, "1us"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }
}

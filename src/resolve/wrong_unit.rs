//! The finding for a limit that is not written in the unit of its signal.

use crate::catalog::Unit;
use crate::config::value::Scalar;
use crate::diagnostic::{Diagnostic, Fix, Path, Place};

use super::value::print_value;

/// What to write instead of a value that the signal's unit does not take.
pub fn wrong_unit(name: &str, unit: Unit, scalar: &Scalar, path: &Path) -> Diagnostic {
    let found = match scalar {
        Scalar::Boolean(value) => format!("`{value}` is a yes or no"),
        Scalar::Number(number) => format!("{number} is a number"),
        Scalar::Text(text) => format!("{text:?} is not one"),
    };
    let number = match scalar {
        Scalar::Number(number) => Some(*number),
        Scalar::Text(text) => text.parse::<f64>().ok(),
        Scalar::Boolean(_) => None,
    };
    let instead = match (unit, number) {
        (Unit::Ratio, Some(number)) if number > 0.0 && number <= 1.0 => {
            print_value(Unit::Ratio, number)
        }
        (Unit::Ratio, Some(number)) => format!("{number}%"),
        // Nobody waits ten seconds for an answer on purpose: these are milliseconds.
        (Unit::Duration, Some(number)) if number >= 10.0 && name.contains("latency") => {
            print_value(Unit::Duration, number / 1000.0)
        }
        (Unit::Duration, Some(number)) => print_value(Unit::Duration, number),
        (Unit::Rate, Some(number)) => format!("{number}/s"),
        (Unit::Count | Unit::Cores, Some(number)) => format!("{number}"),
        _ => String::new(),
    };
    let help = match (unit, instead.as_str()) {
        (_, "") => format!("write {}", unit.expected()),
        (Unit::Count | Unit::Cores, plain) => format!("write {plain}, without quotes"),
        (_, quoted) => format!("write \"{quoted}\""),
    };
    let fix = match (unit, instead.as_str()) {
        (_, "") => None,
        (Unit::Count | Unit::Cores, plain) => Some(plain.to_owned()),
        (_, quoted) => Some(format!("\"{quoted}\"")),
    };
    let takes = unit
        .expected()
        .split(" such as")
        .next()
        .unwrap_or("another value");
    let finding = Diagnostic::error("threshold/wrong-unit", format!("`{}` takes {takes}", name))
        .at(Place::Value(path.clone()), found)
        .help(help);
    match fix {
        Some(value) => finding.fix(Fix::Value(path.clone(), value)),
        None => finding,
    }
}

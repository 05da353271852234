//! A milder severity must speak before a worse one.

use std::collections::BTreeMap;

use crate::catalog::{BadWhen, Severity, Unit};
use crate::diagnostic::{Diagnostic, Fix, Path, Place};
use crate::model::Signal;

use super::threshold_values::SeverityLimit;

/// Pairs of severities that do not, each with the place of the worse one. `severities`: mildest first; `places`: where the file
/// says each, the root where the catalog does.
pub fn out_of_order(
    signal: &Signal,
    severities: &[SeverityLimit],
    places: &BTreeMap<Severity, Path>,
) -> Vec<(Path, Diagnostic)> {
    let mut out = Vec::new();
    for pair in severities.windows(2) {
        let [mild, bad] = pair else { continue };
        // At one value the worse one still says more where it must last longer.
        let same = bad.value == mild.value && bad.wait <= mild.wait;
        let wrong = match signal.bad_when {
            BadWhen::Above => bad.value < mild.value,
            BadWhen::Below => bad.value > mild.value,
        };
        let (Some(mild_path), Some(bad_path)) =
            (places.get(&mild.severity), places.get(&bad.severity))
        else {
            continue;
        };
        let of_catalog = bad_path.is_root() && mild_path.is_root();
        if signal.unit == Unit::State || !(wrong || same) || of_catalog {
            continue;
        }
        let (name, mildly, badly) = (&signal.name, mild.severity.name(), bad.severity.name());
        let (id, title, other, help) = if same {
            (
                "threshold/same-value",
                format!("`{name}` is {mildly} and {badly} at one value"),
                format!("{mildly} as well"),
                format!("move one of them, or take `{mildly}` out"),
            )
        } else {
            (
                "threshold/critical-before-warning",
                format!("`{name}` is {badly} before it is {mildly}"),
                format!("{mildly} only at {}", mild.shown),
                "swap them".to_owned(),
            )
        };
        let finding = Diagnostic::error(id, title)
            .at(
                Place::Value(bad_path.clone()),
                format!("{badly} at {}", bad.shown),
            )
            .at(Place::Value(mild_path.clone()), other)
            .help(help);
        // One table: elsewhere the other value is for other services as well.
        let finding = if !same && bad_path.parent() == mild_path.parent() {
            finding.fix(Fix::Swap(bad_path.clone(), mild_path.clone()))
        } else {
            finding
        };
        out.push((bad_path.clone(), finding));
    }
    out
}

//! Thresholds of one service and signal: the layers of the file, nearest first, over the catalog's.

use std::collections::BTreeMap;

use crate::catalog::{ForDuration, Severity, Threshold as Known, Unit};
use crate::config::value::{Duration, Match, Scalar, parse_duration};
use crate::config::{For, Threshold as Written};
use crate::diagnostic::Path;

/// What a severity says.
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    Off,
    Value(Scalar),
}

/// One threshold as written, shorthands expanded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layer {
    /// `false`: nothing beyond this layer counts.
    pub off: bool,
    pub limits: BTreeMap<Severity, (Limit, Path)>,
    pub waits: BTreeMap<Severity, Duration>,
    pub keep_firing_for: Option<Duration>,
    pub matches: BTreeMap<String, Match>,
    pub when: BTreeMap<String, Scalar>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub runbook: Option<String>,
    pub annotations: BTreeMap<String, String>,
    pub path: Path,
}

/// Reads one layer of the file.
pub fn layer(written: &Written, state_severity: Severity, unit: Unit, path: Path) -> Layer {
    let mut layer = Layer {
        path: path.clone(),
        ..Layer::default()
    };
    let table = match written {
        Written::Value(Scalar::Boolean(false)) => {
            layer.off = true;
            return layer;
        }
        Written::Value(scalar) => {
            let severity = if unit == Unit::State {
                state_severity
            } else {
                Severity::Warning
            };
            layer
                .limits
                .insert(severity, (Limit::Value(scalar.clone()), path));
            return layer;
        }
        Written::Table(table) => table,
    };
    for (severity, limit) in [
        (Severity::Info, &table.info),
        (Severity::Warning, &table.warning),
        (Severity::Critical, &table.critical),
    ] {
        if let Some(limit) = limit {
            let limit = match limit {
                Scalar::Boolean(false) => Limit::Off,
                value => Limit::Value(value.clone()),
            };
            layer
                .limits
                .insert(severity, (limit, path.key(severity.name())));
        }
    }
    match &table.r#for {
        Some(For::All(wait)) => {
            let valued: Vec<Severity> = layer
                .limits
                .iter()
                .filter(|(_, (limit, _))| *limit != Limit::Off)
                .map(|(severity, _)| *severity)
                .collect();
            let all = if valued.is_empty() {
                Severity::ALL.to_vec()
            } else {
                valued
            };
            layer.waits = all.into_iter().map(|severity| (severity, *wait)).collect();
        }
        Some(For::Each(each)) => {
            for (severity, wait) in [
                (Severity::Info, each.info),
                (Severity::Warning, each.warning),
                (Severity::Critical, each.critical),
            ] {
                if let Some(wait) = wait {
                    layer.waits.insert(severity, wait);
                }
            }
        }
        None => {}
    }
    layer.keep_firing_for = table.keep_firing_for;
    layer.matches = table.r#match.clone().unwrap_or_default();
    layer.when = table.when.clone().unwrap_or_default();
    layer.summary.clone_from(&table.summary);
    layer.description.clone_from(&table.description);
    layer.runbook.clone_from(&table.runbook);
    layer.annotations = table.annotations.clone().unwrap_or_default();
    layer
}

/// The catalog's own layer.
pub fn known(known: &Known) -> Layer {
    let scalar = |value: &serde_json::Value| serde_json::from_value::<Scalar>(value.clone()).ok();
    let mut layer = Layer::default();
    for (severity, value) in [
        (Severity::Info, &known.info),
        (Severity::Warning, &known.warning),
        (Severity::Critical, &known.critical),
    ] {
        if let Some(value) = value.as_ref().and_then(scalar) {
            layer
                .limits
                .insert(severity, (Limit::Value(value), Path::root()));
        }
    }
    match &known.r#for {
        Some(ForDuration::All(wait)) => {
            if let Some(wait) = parse_duration(wait) {
                layer.waits = Severity::ALL
                    .into_iter()
                    .map(|severity| (severity, wait))
                    .collect();
            }
        }
        Some(ForDuration::Each(each)) => {
            layer.waits = each
                .iter()
                .filter_map(|(severity, wait)| Some((*severity, parse_duration(wait)?)))
                .collect();
        }
        None => {}
    }
    layer.keep_firing_for = known.keep_firing_for.as_deref().and_then(parse_duration);
    layer.matches = known
        .r#match
        .iter()
        .map(|(k, v)| (k.clone(), Match::Text(v.clone())))
        .collect();
    layer.when = known
        .when
        .iter()
        .filter_map(|(k, v)| Some((k.clone(), scalar(v)?)))
        .collect();
    layer
}

/// The layers of the file over the catalog's. `layers` nearest first; `catalog_counts`: whether the catalog's severities do.
pub fn together(layers: &[Layer], catalog: Option<&Layer>, catalog_counts: bool) -> Layer {
    let mut out = Layer::default();
    let mut stopped = false;
    let mut spoken = false;
    for layer in layers {
        if layer.off {
            stopped = true;
            break;
        }
        if !spoken {
            out.path = layer.path.clone();
            spoken = true;
        }
        under(&mut out, layer);
    }
    let valued = out.limits.values().any(|(limit, _)| *limit != Limit::Off);
    if stopped && !valued {
        return Layer {
            off: true,
            ..Layer::default()
        };
    }
    if let Some(catalog) = catalog {
        let mut rest = catalog.clone();
        if valued || stopped || !catalog_counts {
            rest.limits.clear();
        }
        // The catalog's `for` is the base of each severity; the file's own is nearer.
        under(&mut out, &rest);
    }
    out
}

/// Lays `far` under `near`: what the nearer one says stays.
fn under(near: &mut Layer, far: &Layer) {
    for (severity, limit) in &far.limits {
        near.limits
            .entry(*severity)
            .or_insert_with(|| limit.clone());
    }
    for (severity, wait) in &far.waits {
        near.waits.entry(*severity).or_insert(*wait);
    }
    near.keep_firing_for = near.keep_firing_for.or(far.keep_firing_for);
    for (label, matching) in &far.matches {
        near.matches
            .entry(label.clone())
            .or_insert_with(|| matching.clone());
    }
    for (signal, limit) in &far.when {
        near.when
            .entry(signal.clone())
            .or_insert_with(|| limit.clone());
    }
    let text = |near: &mut Option<String>, far: &Option<String>| {
        if near.is_none() {
            near.clone_from(far);
        }
    };
    text(&mut near.summary, &far.summary);
    text(&mut near.description, &far.description);
    text(&mut near.runbook, &far.runbook);
    for (name, value) in &far.annotations {
        near.annotations
            .entry(name.clone())
            .or_insert_with(|| value.clone());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Layer, Limit, known, layer, together};
    use crate::catalog::{Severity, Threshold as Known, Unit};
    use crate::config::Threshold;
    use crate::config::value::{Duration, Scalar};
    use crate::diagnostic::Path;

    fn read(text: &str) -> Layer {
        let written: std::collections::BTreeMap<String, Threshold> = toml::from_str(text).unwrap();
        layer(&written["x"], Severity::Warning, Unit::Ratio, Path::root())
    }

    fn catalog() -> Layer {
        let text = "warning = \"80%\"\ncritical = \"95%\"\nfor = \"10m\"";
        known(&toml::from_str::<Known>(text).unwrap())
    }

    fn value(layer: &Layer, severity: Severity) -> Option<String> {
        match layer.limits.get(&severity) {
            Some((Limit::Value(Scalar::Text(text)), _)) => Some(text.clone()),
            _ => None,
        }
    }

    #[test]
    fn a_value_of_the_file_puts_the_catalogs_severities_out() {
        let out = together(&[read("x = \"70%\"")], Some(&catalog()), true);
        assert_eq!(value(&out, Severity::Warning).as_deref(), Some("70%"));
        assert_eq!(value(&out, Severity::Critical), None);
        assert_eq!(out.waits[&Severity::Warning], Duration::seconds(600));
    }

    #[test]
    fn false_for_one_severity_keeps_the_other() {
        let out = together(&[read("x = { critical = false }")], Some(&catalog()), true);
        assert_eq!(value(&out, Severity::Warning).as_deref(), Some("80%"));
        assert_eq!(value(&out, Severity::Critical), None);
    }

    #[test]
    fn severities_and_waits_are_resolved_apart() {
        let service = read("x = { critical = \"90%\", for = \"2m\" }");
        let root = read("x = { warning = \"60%\", for = \"15m\" }");
        let out = together(&[service, root], Some(&catalog()), true);
        assert_eq!(value(&out, Severity::Warning).as_deref(), Some("60%"));
        assert_eq!(value(&out, Severity::Critical).as_deref(), Some("90%"));
        assert_eq!(out.waits[&Severity::Warning], Duration::seconds(900));
        assert_eq!(out.waits[&Severity::Critical], Duration::seconds(120));
    }

    #[test]
    fn false_turns_a_signal_off() {
        assert!(together(&[read("x = false")], Some(&catalog()), true).off);
        assert!(
            together(
                &[read("x = false"), read("x = \"60%\"")],
                Some(&catalog()),
                true
            )
            .off
        );
        let out = together(
            &[read("x = \"60%\""), read("x = false")],
            Some(&catalog()),
            true,
        );
        assert_eq!(value(&out, Severity::Warning).as_deref(), Some("60%"));
    }

    /// Environments expand `down = true` before there is a catalog of the file's own.
    #[test]
    fn states_of_every_service_have_one_severity() {
        for standing in crate::resolve::STANDING {
            assert_eq!(crate::layers::severity_of(standing.name), standing.severity);
        }
    }

    /// An environment laid over a table means what the same text in a nearer layer would.
    #[test]
    fn laid_over_each_other_they_mean_what_layers_mean() {
        let texts = [
            "\"70%\"",
            "false",
            "{ warning = \"60%\" }",
            "{ critical = \"90%\" }",
            "{ warning = \"65%\", critical = \"85%\" }",
            "{ warning = \"65%\", for = \"7m\" }",
            "{ warning = \"61%\", critical = \"81%\", for = \"8m\" }",
            "{ for = \"9m\" }",
            "{ for = { critical = \"1m\" } }",
            "{ critical = false }",
            "{ critical = false, for = \"3m\" }",
            "{ warning = false, critical = \"99%\", for = { warning = \"4m\", critical = \"2m\" } }",
            "{ match = { instance = \"a\" }, keep_firing_for = \"5m\" }",
            "{ when = { requests = \"1/s\" }, summary = \"x\" }",
        ];
        let tree = |text: &str| {
            let mut sources = crate::source::Sources::default();
            let file = sources.add("a.toml", format!("thresholds.cpu = {text}"));
            crate::source::parse(&sources, file).0
        };
        let meaning = |layers: &[Layer]| {
            let out = together(layers, Some(&catalog()), true);
            let limits: Vec<_> = out
                .limits
                .into_iter()
                .map(|(severity, (limit, _))| (severity, limit))
                .collect();
            let rest = (out.keep_firing_for, out.matches, out.when, out.summary);
            (out.off, limits, out.waits, rest)
        };
        for base in texts {
            for over in texts {
                let laid = crate::layers::lay(&tree(base), &tree(over)).to_json();
                let written = serde_json::from_value(laid["thresholds"]["cpu"].clone()).unwrap();
                let laid = layer(&written, Severity::Warning, Unit::Ratio, Path::root());
                let read = |text: &str| read(&format!("x = {text}"));
                // What is turned off ends what is farther; an environment over it begins anew.
                if base == "false" {
                    assert_eq!(
                        meaning(&[laid]),
                        meaning(&[read(over)]),
                        "{over} over {base}"
                    );
                    continue;
                }
                let layers = [read(over), read(base)];
                assert_eq!(meaning(&[laid]), meaning(&layers), "{over} over {base}");
            }
        }
    }
}

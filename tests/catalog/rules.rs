//! The rules of the catalog's expressions, names and panels.

use std::collections::{BTreeMap, BTreeSet};

use monc::catalog::{Access, BadWhen, Catalog, Healthcheck, Kind, Signal, Unit};
use monc::promql;

use super::reading::{Parts, forms, parts, result_labels, substitute};

/// Labels of every target, and those that a kind's relabelling makes.
const OF_TARGETS: [&str; 3] = ["service", "instance", "probe"];

/// Roles whose signals stand in one column or chart with those of other kinds.
const SHARED_ROLES: [&str; 7] = [
    "traffic",
    "errors",
    "latency",
    "saturation",
    "use",
    "state",
    "expiry",
];
const ROLES: [&str; 9] = [
    "traffic",
    "errors",
    "latency",
    "saturation",
    "use",
    "state",
    "safety",
    "expiry",
    "inside",
];

fn signals() -> impl Iterator<Item = (&'static str, &'static Kind, &'static str, &'static Signal)> {
    Catalog::built_in()
        .kinds
        .iter()
        .flat_map(|(kind_name, kind)| {
            kind.signals
                .iter()
                .map(move |(name, signal)| (kind_name.as_str(), kind, name.as_str(), signal))
        })
}

#[test]
fn a_signal_has_one_form_of_expression_and_each_is_used() {
    let built: BTreeSet<(String, String)> = forms()
        .into_iter()
        .map(|form| (form.kind, form.signal))
        .collect();
    for (kind_name, kind, name, signal) in signals() {
        assert_ne!(
            signal.expr.is_some(),
            !signal.exprs.is_empty(),
            "{kind_name}/{name}: `expr` or `exprs`"
        );
        assert!(
            built.contains(&(kind_name.to_owned(), name.to_owned())),
            "{kind_name}/{name} is built for no dialect"
        );
        for key in signal.exprs.keys() {
            let known = kind.dialects.contains_key(key)
                || kind
                    .dialects
                    .values()
                    .any(|dialect| dialect.runtime.as_deref() == Some(key));
            assert!(
                known,
                "{kind_name}/{name}: `{key}` is no dialect or runtime"
            );
        }
    }
}

#[test]
fn expressions_read_the_same_after_printing() {
    for form in forms() {
        let printed = promql::print(&form.expression);
        let again = promql::parse(&printed)
            .unwrap_or_else(|error| panic!("{}: {error}\n{printed}", form.place()));
        assert_eq!(promql::print(&again), printed, "{}", form.place());
    }
}

#[test]
fn every_selector_names_the_job() {
    let ups = Catalog::built_in()
        .kinds
        .values()
        .filter_map(|kind| kind.up.as_ref())
        .map(|up| promql::parse(up).unwrap());
    for expression in forms().into_iter().map(|form| form.expression).chain(ups) {
        for selector in parts(&expression).selectors {
            if selector.metric.starts_with("monc_") {
                continue;
            }
            assert!(
                selector
                    .matchers
                    .iter()
                    .any(|matcher| matcher.name == "job" && matcher.value == "$job"),
                "{expression}: {} without job=\"$job\"",
                selector.metric
            );
        }
    }
}

#[test]
fn results_carry_service_instance_and_what_is_kept() {
    for form in forms() {
        let signal = &Catalog::built_in().kinds[&form.kind].signals[&form.signal];
        let mut wanted: BTreeSet<String> = BTreeSet::from(["service".to_owned()]);
        if signal.per_instance {
            wanted.insert("instance".to_owned());
        }
        wanted.extend(signal.keeps.iter().cloned());
        assert_eq!(
            result_labels(&form.expression),
            Some(wanted),
            "{}",
            form.place()
        );
    }
}

#[test]
fn groupings_name_the_service() {
    for form in forms() {
        let Parts {
            groupings,
            excluding,
            ..
        } = parts(&form.expression);
        assert!(!excluding, "{}: `without` or `ignoring`", form.place());
        for grouping in groupings {
            // `on ()`: one number for the whole machine.
            let whole = grouping.labels.is_empty() && !grouping.aggregation;
            assert!(
                whole || grouping.labels.iter().any(|label| label == "service"),
                "{}: {:?}",
                form.place(),
                grouping.labels
            );
        }
    }
}

#[test]
fn no_raw_label_is_named_like_a_label_of_the_target() {
    for form in forms() {
        for selector in parts(&form.expression).selectors {
            for matcher in &selector.matchers {
                assert!(
                    !["service", "instance", "kind", "team", "host", "probe"]
                        .contains(&matcher.name.as_str()),
                    "{}: {} of {}",
                    form.place(),
                    matcher.name,
                    selector.metric
                );
            }
        }
    }
    for (kind_name, kind, name, signal) in signals() {
        for label in &signal.keeps {
            let made = label == "probe" && kind.access == Access::Probe;
            assert!(
                made || ![
                    "service", "instance", "job", "kind", "team", "host", "probe", "le"
                ]
                .contains(&label.as_str()),
                "{kind_name}/{name} keeps {label}"
            );
        }
    }
}

#[test]
fn ranges_are_the_window_unless_the_record_says_another() {
    for (kind_name, _, name, signal) in signals() {
        for text in signal.expr.iter().chain(signal.exprs.values()) {
            for range in text
                .split('[')
                .skip(1)
                .filter_map(|rest| rest.split(']').next())
            {
                let said = signal.record.contains(range)
                    || signal.record.contains("in_24h") && range == "6h";
                assert!(said, "{kind_name}/{name}: [{range}] and {}", signal.record);
            }
        }
    }
}

#[test]
fn records_are_named_alike_and_once() {
    let mut seen = BTreeMap::new();
    for (kind_name, _, name, signal) in signals() {
        let plain = signal.record.replace("$window", "5m");
        let levels: Vec<&str> = plain.split(':').collect();
        let well_formed = levels.len() == 3
            && levels[0] == "service"
            && levels.iter().all(|level| {
                !level.is_empty()
                    && level.bytes().all(|byte| {
                        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'
                    })
            });
        assert!(well_formed, "{kind_name}/{name}: {}", signal.record);
        if let Some(other) = seen.insert(plain, (kind_name, name)) {
            panic!("{kind_name}/{name} and {other:?} record {}", signal.record);
        }
    }
}

#[test]
fn a_name_means_one_thing() {
    let mut seen: BTreeMap<&str, (&str, Unit, BadWhen, &str)> = BTreeMap::new();
    for (kind_name, _, name, signal) in signals() {
        let this = (
            kind_name,
            signal.unit,
            signal.bad_when,
            signal.title.as_str(),
        );
        let first = *seen.entry(name).or_insert(this);
        assert_eq!(
            (first.1, first.2, first.3),
            (this.1, this.2, this.3),
            "`{name}` of {} and {kind_name}",
            first.0
        );
    }
}

#[test]
fn sources_of_one_service_share_no_name() {
    let kinds = &Catalog::built_in().kinds;
    for (kind_name, kind) in kinds {
        if !matches!(kind.access, Access::Service | Access::Exporter) {
            continue;
        }
        for source in ["container", "probe"] {
            for name in kinds[source].signals.keys() {
                assert!(
                    !kind.signals.contains_key(name),
                    "`{name}` is of {kind_name} and of {source}"
                );
            }
        }
    }
    for name in kinds["container"].signals.keys() {
        assert!(!kinds["probe"].signals.contains_key(name), "{name}");
    }
}

#[test]
fn names_of_kinds_dialects_and_components_are_clear() {
    let catalog = Catalog::built_in();
    let mut words = BTreeSet::new();
    for (name, kind) in &catalog.kinds {
        for word in std::iter::once(name).chain(&kind.aliases) {
            assert!(words.insert(word), "`{word}` is two kinds");
        }
        let mut dialects = BTreeSet::new();
        for (name, dialect) in &kind.dialects {
            for word in std::iter::once(name).chain(&dialect.aliases) {
                assert!(dialects.insert(word), "`{word}` is two dialects");
            }
        }
        if let Some(exporter) = &kind.exporter {
            assert!(
                catalog.components.contains_key(&exporter.component),
                "{}",
                exporter.component
            );
        }
        assert_eq!(
            kind.exporter.is_some(),
            kind.access == Access::Exporter,
            "{name}"
        );
    }
}

#[test]
fn panels_follow_the_design() {
    for (kind_name, kind, name, signal) in signals() {
        let panel = &signal.panel;
        let role = panel.role.as_deref().unwrap_or("inside");
        assert!(ROLES.contains(&role), "{kind_name}/{name}: role {role}");
        if let Some(row) = &panel.row {
            assert!(
                ROLES.contains(&row.as_str()),
                "{kind_name}/{name}: row {row}"
            );
        }
        for other in &panel.with {
            let unit = kind.signals.get(other).map(|signal| signal.unit);
            assert_eq!(unit, Some(signal.unit), "{kind_name}/{name} with {other}");
        }
        assert!(
            signal.keeps.is_empty()
                || OF_TARGETS.contains(&signal.keeps[0].as_str())
                || panel.many != Some(false),
            "{kind_name}/{name} keeps labels and is said not to be many"
        );
    }
}

#[test]
fn a_shared_role_has_one_unit() {
    let mut units: BTreeMap<&str, (Unit, &str, &str)> = BTreeMap::new();
    for (kind_name, _, name, signal) in signals() {
        let Some(role) = signal
            .panel
            .role
            .as_deref()
            .filter(|role| SHARED_ROLES.contains(role))
        else {
            continue;
        };
        let first = *units.entry(role).or_insert((signal.unit, kind_name, name));
        assert_eq!(
            first.0, signal.unit,
            "{role}: {first:?} and {kind_name}/{name}"
        );
    }
}

#[test]
fn a_kind_opens_with_traffic_or_state() {
    for (kind_name, kind) in &Catalog::built_in().kinds {
        let mut headlines = BTreeSet::new();
        let mut opens = false;
        for (name, signal) in &kind.signals {
            let Some(headline) = signal.panel.headline else {
                continue;
            };
            assert!(
                headlines.insert(headline),
                "{kind_name}/{name}: {headline} twice"
            );
            opens |= matches!(signal.panel.role.as_deref(), Some("traffic" | "state"));
        }
        assert!(
            headlines.len() <= 5,
            "{kind_name}: {} headlines",
            headlines.len()
        );
        assert!(
            headlines.iter().copied().eq(1..=headlines.len() as u8),
            "{kind_name}: a gap"
        );
        // A machine has neither: its header is what can be full. An endpoint has no signals.
        assert!(
            opens || ["host", "metrics"].contains(&kind_name.as_str()),
            "{kind_name}"
        );
        assert!(
            kind.signals.len() <= 17,
            "{kind_name}: {} signals",
            kind.signals.len()
        );
    }
}

#[test]
fn drill_downs_parse_for_every_dialect_that_has_their_names() {
    for (kind_name, kind, name, signal) in signals() {
        let Some(raw) = &signal.panel.raw else {
            continue;
        };
        let plain = kind.dialects.is_empty().then(Default::default);
        let built = kind
            .dialects
            .values()
            .chain(&plain)
            .filter_map(|dialect| substitute(raw, dialect))
            .map(|text| {
                let text = text
                    .replace("$SEL", "service=~\"a\"")
                    .replace("$__rate_interval", "5m");
                promql::parse(&text)
                    .unwrap_or_else(|error| panic!("{kind_name}/{name}: {error}\n{text}"))
            })
            .count();
        assert!(
            built > 0,
            "{kind_name}/{name}: no dialect has the names of `raw`"
        );
    }
}

#[test]
fn components_are_pinned_and_limited() {
    for (name, component) in &Catalog::built_in().components {
        let pinned = component.tag.bytes().filter(|byte| *byte == b'.').count() >= 2;
        assert!(
            pinned && component.tag != "latest",
            "{name}: {}",
            component.tag
        );
        assert!(
            !component.image.contains([':', '@']),
            "{name}: {}",
            component.image
        );
        let user = component.user.split_once(':');
        assert!(
            user.is_some_and(|(uid, gid)| uid.parse::<u32>().is_ok() && gid.parse::<u32>().is_ok()),
            "{name}: {}",
            component.user
        );
        let memory = component
            .memory
            .strip_suffix('m')
            .and_then(|m| m.parse::<u32>().ok());
        assert!(
            memory.is_some_and(|memory| memory <= 1024),
            "{name}: {}",
            component.memory
        );
        assert!(
            component.cpus.parse::<f64>().is_ok(),
            "{name}: {}",
            component.cpus
        );
        // Without a shell there is no client either, so nothing can look.
        let checked = component.healthcheck != Healthcheck::None;
        assert_eq!(checked, component.shell, "{name}");
    }
}

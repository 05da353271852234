//! The limits of each service for one signal, in base units, with findings for values that cannot be.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::catalog::{Severity, Unit};
use crate::config::Threshold as Written;
use crate::config::value::{Duration, Match};
use crate::diagnostic::{Diagnostic, Path, Place};
use crate::escape;
use crate::model::{Guard, KindInUse, LabelMatch, Operator, Service, Signal, Texts};

use super::scope::Scope;
use super::severity_order::out_of_order;
use super::thresholds::{Layer, Limit as LimitSaid, known, layer, together};
use super::value::{print_value, read_value};
use super::wrong_unit::wrong_unit;

/// `for` where neither file nor catalog say any.
const DEFAULT_WAIT: Duration = Duration::seconds(300);

/// One severity of one service.
#[derive(Debug, Clone, PartialEq)]
pub struct SeverityLimit {
    pub severity: Severity,
    pub value: f64,
    pub shown: String,
    pub wait: Duration,
    /// Set when `for` or `keep_firing_for` are not the catalog's.
    pub hold: Option<String>,
}

/// All severities of one service for one signal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    pub severities: Vec<SeverityLimit>,
    pub keep_firing_for: Option<Duration>,
    pub matches: Vec<LabelMatch>,
    pub when: Option<Guard>,
    pub texts: Texts,
    pub path: Path,
}

/// Resolves thresholds; says each finding once, however many services share the layer it is in.
#[derive(Debug, Default)]
pub struct Values {
    said: BTreeSet<(String, Path)>,
}

/// What the catalog (or `[signals.x]`) says of a signal's limits.
pub struct Base {
    pub layer: Layer,
    pub state_severity: Severity,
    pub unbounded: bool,
    pub counts: bool,
}

impl Values {
    /// Limits of every service that has the signal and is alerted on, by name.
    pub fn of(
        &mut self,
        scope: &mut Scope<'_>,
        kind: &KindInUse,
        signal: &Signal,
    ) -> Vec<(String, Rc<Limits>)> {
        let base = base(scope, kind, signal);
        self.of_base(scope, &kind.name, signal, &base)
    }

    /// As [`Values::of`], for a signal with the given base.
    pub fn of_base(
        &mut self,
        scope: &mut Scope<'_>,
        source: &str,
        signal: &Signal,
        base: &Base,
    ) -> Vec<(String, Rc<Limits>)> {
        let mut shared: BTreeMap<usize, Rc<Limits>> = BTreeMap::new();
        let mut out = Vec::with_capacity(signal.services.len());
        for (at, class) in classes(scope, signal) {
            let known = class.and_then(|class| shared.get(&class)).cloned();
            let limits = known.unwrap_or_else(|| {
                let service = scope.stack.services[at].clone();
                let layers = layers(scope, &service, source, signal, base);
                let merged = together(&layers, Some(&base.layer), base.counts || service.own);
                let limits = Rc::new(self.limits(scope, signal, &service, merged, base));
                if let Some(class) = class {
                    shared.insert(class, Rc::clone(&limits));
                }
                limits
            });
            if !limits.severities.is_empty() {
                out.push((scope.stack.services[at].name.clone(), limits));
            }
        }
        out
    }

    /// Limits for all services, for a kind or in a template, of signals that no service of this file has: their units are judged as well.
    pub fn judge_unused(&mut self, scope: &mut Scope<'_>) {
        let config = scope.config;
        let root = config
            .thresholds
            .iter()
            .map(|(name, written)| (name, written, Path::of(&["thresholds", name])));
        let kinds = config.kinds.iter().flat_map(|(kind, table)| {
            table.thresholds.iter().map(move |(name, written)| {
                (
                    name,
                    written,
                    Path::of(&["kinds", kind, "thresholds", name]),
                )
            })
        });
        let templates = config.templates.iter().flat_map(|(template, table)| {
            table.thresholds.iter().map(move |(name, written)| {
                let path = Path::of(&["templates", template, "thresholds", name]);
                (name, written, path)
            })
        });
        for (name, written, path) in root.chain(kinds).chain(templates) {
            let known = scope
                .catalog
                .kinds
                .values()
                .find_map(|kind| kind.signals.get(name));
            let own = config
                .signals
                .get(name)
                .and_then(|signal| signal.unit.as_deref())
                .and_then(super::signals::unit);
            let Some(unit) = known.map(|signal| signal.unit).or(own) else {
                continue;
            };
            for (limit, at) in layer(written, Severity::Warning, unit, path)
                .limits
                .into_values()
            {
                if let LimitSaid::Value(scalar) = limit
                    && read_value(unit, &scalar).is_none()
                {
                    let finding = wrong_unit(name, unit, &scalar, &at);
                    self.say(scope, &at, finding);
                }
            }
        }
    }

    fn say(&mut self, scope: &mut Scope<'_>, path: &Path, finding: Diagnostic) {
        if self.said.insert((finding.id.to_owned(), path.clone())) {
            scope.report(finding);
        }
    }

    fn limits(
        &mut self,
        scope: &mut Scope<'_>,
        signal: &Signal,
        service: &Service,
        merged: Layer,
        base: &Base,
    ) -> Limits {
        if merged.off {
            return Limits::default();
        }
        let mut out = Limits {
            keep_firing_for: merged.keep_firing_for,
            texts: Texts {
                services: Vec::new(),
                summary: merged.summary.clone(),
                description: merged.description.clone(),
                runbook: merged.runbook.clone(),
                annotations: merged.annotations.clone(),
            },
            path: merged.path.clone(),
            ..Limits::default()
        };
        let mut places: BTreeMap<Severity, Path> = BTreeMap::new();
        for (severity, (limit, path)) in &merged.limits {
            let LimitSaid::Value(scalar) = limit else {
                continue;
            };
            let Some(value) = read_value(signal.unit, scalar) else {
                let finding = wrong_unit(&signal.name, signal.unit, scalar, path);
                self.say(scope, path, finding);
                continue;
            };
            let highest = (signal.unit == Unit::Ratio && !base.unbounded).then_some(1.0);
            if highest.is_some_and(|highest| value > highest) {
                let finding = Diagnostic::error(
                    "threshold/out-of-range",
                    format!("`{}` cannot pass 100%", signal.name),
                )
                .at(Place::Value(path.clone()), "this alert could never fire")
                .help("write at most \"100%\"");
                self.say(scope, path, finding);
                continue;
            }
            let base_wait = base
                .layer
                .waits
                .get(severity)
                .copied()
                .unwrap_or(DEFAULT_WAIT);
            let wait = merged.waits.get(severity).copied().unwrap_or(base_wait);
            let usual = wait == base_wait && merged.keep_firing_for == base.layer.keep_firing_for;
            let hold = (!usual).then(|| match merged.keep_firing_for {
                Some(keep) => format!("{wait}+{keep}"),
                None => wait.to_string(),
            });
            places.insert(*severity, path.clone());
            out.severities.push(SeverityLimit {
                severity: *severity,
                value,
                shown: print_value(signal.unit, value),
                wait,
                hold,
            });
        }
        for (path, finding) in out_of_order(signal, &out.severities, &places) {
            self.say(scope, &path, finding);
        }
        out.matches = self.matches(scope, signal, &merged);
        out.when = self.when(scope, signal, service, &merged);
        out
    }

    fn matches(
        &mut self,
        scope: &mut Scope<'_>,
        signal: &Signal,
        merged: &Layer,
    ) -> Vec<LabelMatch> {
        let mut out = Vec::new();
        for (label, matching) in &merged.matches {
            let known =
                signal.keeps.contains(label) || (signal.per_instance && label == "instance");
            if !known {
                let path = merged.path.key("match").key(label);
                let can: Vec<&str> = signal
                    .keeps
                    .iter()
                    .map(String::as_str)
                    .chain(signal.per_instance.then_some("instance"))
                    .collect();
                let finding = Diagnostic::error(
                    "threshold/unknown-label",
                    format!("`{}` has no label `{label}`", signal.name),
                )
                .at(Place::Key(path.clone()), "no series of this signal has it")
                .help(if can.is_empty() {
                    "take `match` out".to_owned()
                } else {
                    format!("it has {}", can.join(", "))
                });
                self.say(scope, &path, finding);
                continue;
            }
            out.push(label_match(label, matching));
        }
        out
    }

    fn when(
        &mut self,
        scope: &mut Scope<'_>,
        signal: &Signal,
        service: &Service,
        merged: &Layer,
    ) -> Option<Guard> {
        let path = merged.path.key("when");
        if merged.when.len() > 1 {
            let finding = Diagnostic::error(
                "threshold/one-condition",
                format!("`{}` has more than one `when`", signal.name),
            )
            .at(
                Place::Value(path.clone()),
                "only one other signal can be asked",
            )
            .help("write an `[alerts.<Name>]` with the whole condition");
            self.say(scope, &path, finding);
        }
        let (name, scalar) = merged.when.iter().next()?;
        let other = scope
            .stack
            .kinds
            .iter()
            .filter(|kind| service.sources.contains(&kind.name))
            .flat_map(|kind| &kind.signals)
            .find(|other| {
                other.name == *name && other.services.binary_search(&service.name).is_ok()
            })
            .cloned();
        let Some(other) = other else {
            // The catalog's own guard may name a signal that a dialect does not give: then it does not guard.
            if !merged.path.is_root() {
                let key = path.key(name);
                let finding = Diagnostic::error(
                    "signal/unknown",
                    format!("service `{}` has no signal `{name}`", service.name),
                )
                .at(Place::Key(key.clone()), "not a signal of this service")
                .help("`monc list signals` shows all");
                self.say(scope, &key, finding);
            }
            return None;
        };
        match read_value(other.unit, scalar) {
            Some(value) => Some(Guard {
                shown: print_value(other.unit, value),
                signal: other.name,
                record: other.record,
                value,
            }),
            None => {
                let key = path.key(name);
                let finding = wrong_unit(&other.name, other.unit, scalar, &key);
                self.say(scope, &key, finding);
                None
            }
        }
    }
}

/// A matcher of the file as the model's.
pub fn label_match(label: &str, matching: &Match) -> LabelMatch {
    let (operator, value) = match matching {
        Match::Text(text) => {
            if let Some(value) = text.strip_prefix("!=") {
                (Operator::NotEqual, value.to_owned())
            } else if let Some(value) = text.strip_prefix("=~") {
                (Operator::Matches, value.to_owned())
            } else if let Some(value) = text.strip_prefix("!~") {
                (Operator::MatchesNot, value.to_owned())
            } else {
                (Operator::Equal, text.clone())
            }
        }
        Match::AnyOf(values) => (
            Operator::Matches,
            escape::promql::alternation(values.iter().map(String::as_str)),
        ),
    };
    LabelMatch {
        label: label.to_owned(),
        operator,
        value,
    }
}

/// The services that have a signal, as places in the stack's list. Those of one kind, dialect and template without a word of their
/// own share what the other layers say: they are of one class. All lists are in the order of the names and walked side by side.
fn classes(scope: &Scope<'_>, signal: &Signal) -> Vec<(usize, Option<usize>)> {
    let mut classes: BTreeMap<(&str, Option<&str>, Option<&str>), usize> = BTreeMap::new();
    let all = &scope.stack.services;
    let own_parts = all.partition_point(|service| !service.own);
    let mut services = all[..own_parts].iter().enumerate().peekable();
    let mut written = scope.config.services.iter().peekable();
    let mut out = Vec::with_capacity(signal.services.len());
    for name in signal.services.iter() {
        while services
            .next_if(|(_, service)| service.name < *name)
            .is_some()
        {}
        while written.next_if(|(other, _)| *other < name).is_some() {}
        // The stack's own few parts come after them.
        let part = || {
            let at = all[own_parts..]
                .iter()
                .position(|part| part.name == *name)?;
            Some((own_parts + at, &all[own_parts + at]))
        };
        let found = services.next_if(|(_, service)| service.name == *name);
        let Some((at, service)) = found.or_else(part) else {
            continue;
        };
        let written = written.peek().filter(|(other, _)| *other == name);
        let own = written.is_some_and(|(_, own)| own.thresholds.contains_key(&signal.name));
        let template = written.and_then(|(_, own)| own.r#use.as_deref());
        let next = classes.len();
        let class = || {
            *classes
                .entry((&service.kind, service.dialect.as_deref(), template))
                .or_insert(next)
        };
        out.push((at, (!own).then(class)));
    }
    out
}

fn base(scope: &Scope<'_>, kind: &KindInUse, signal: &Signal) -> Base {
    if signal.own {
        let written = scope
            .config
            .signals
            .get(&signal.name)
            .and_then(|written| written.threshold.as_ref());
        let path = Path::of(&["signals", &signal.name, "threshold"]);
        return Base {
            layer: written.map_or_else(Layer::default, |written| {
                layer(written, Severity::Warning, signal.unit, path)
            }),
            state_severity: Severity::Warning,
            unbounded: true,
            counts: true,
        };
    }
    let known_signal = scope
        .kind(&kind.name)
        .and_then(|known| known.signals.get(&signal.name));
    Base {
        layer: known_signal
            .and_then(|signal| signal.threshold.as_ref())
            .map_or_else(Layer::default, known),
        state_severity: known_signal
            .and_then(|signal| signal.severity)
            .unwrap_or(Severity::Warning),
        unbounded: known_signal.is_some_and(|signal| signal.unbounded),
        counts: scope.config.stack.default_thresholds.unwrap_or(true),
    }
}

/// Layers of the file, nearest first: the service, its templates, its kind, the kind that the signal comes from, all services.
fn layers(
    scope: &Scope<'_>,
    service: &Service,
    source: &str,
    signal: &Signal,
    base: &Base,
) -> Vec<Layer> {
    let config = scope.config;
    let mut out = Vec::new();
    let mut add = |written: Option<&Written>, path: Path| {
        if let Some(written) = written {
            out.push(layer(written, base.state_severity, signal.unit, path));
        }
    };
    let of_kind = |kind: &str| {
        config
            .kinds
            .get(kind)
            .and_then(|kind| kind.thresholds.get(&signal.name))
    };
    if let Some(written) = scope.written(&service.name) {
        add(
            written.thresholds.get(&signal.name),
            Path::of(&["services", &service.name, "thresholds", &signal.name]),
        );
        for name in config.templates_of(written) {
            let template = config.templates.get(name);
            add(
                template.and_then(|template| template.thresholds.get(&signal.name)),
                Path::of(&["templates", name, "thresholds", &signal.name]),
            );
        }
    }
    add(
        of_kind(&service.kind),
        Path::of(&["kinds", &service.kind, "thresholds", &signal.name]),
    );
    if source != service.kind {
        add(
            of_kind(source),
            Path::of(&["kinds", source, "thresholds", &signal.name]),
        );
    }
    add(
        config.thresholds.get(&signal.name),
        Path::of(&["thresholds", &signal.name]),
    );
    out
}

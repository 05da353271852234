//! The layers of the file that say something of a place, nearest first, and where.

use crate::catalog::Severity;
use crate::diagnostic::{Path, Segment, Span};
use crate::model::AlertingRule;
use crate::source::{Node, Value};

use super::Project;

/// What one layer says.
pub struct Spoken {
    /// As its author would name it: `environments.staging.templates.web.thresholds.cpu`.
    pub layer: Path,
    pub value: Node,
    /// Of its key.
    pub at: Span,
}

/// Layers that speak of a place in the base or environment that the project is about, nearest first.
pub fn spoken(project: &Project, path: &Path) -> Vec<Spoken> {
    layers(project, path)
        .iter()
        .flat_map(|layer| said(project, layer, project.document.environment.as_deref()))
        .collect()
}

/// What another environment says of the same layers.
pub fn spoken_in(project: &Project, path: &Path, environment: &str) -> Vec<Spoken> {
    let overlay = Path::of(&["environments", environment]);
    layers(project, path)
        .iter()
        .filter_map(|layer| look(project, &under(&overlay, layer)))
        .collect()
}

/// The place of an alert's limit for a service: where the nearest layer says it.
pub fn limit_of(project: &Project, service: &str, rule: &AlertingRule) -> Option<Span> {
    let severity = rule.severity.map_or("none", Severity::name);
    let path = Path::of(&["services", service, "thresholds", &rule.signal]);
    spoken(project, &path).into_iter().find_map(|said| {
        let shorthand = || {
            let plain = match said.value.value {
                Value::Boolean(on) => on,
                Value::Table(_) => false,
                _ => severity == Severity::Warning.name(),
            };
            plain.then_some(said.at)
        };
        match said.value.table() {
            Some(table) => table.get(severity).map(|limit| limit.key_span),
            None => shorthand(),
        }
    })
}

/// Routes of the layers that may speak of a place, without environments.
fn layers(project: &Project, path: &Path) -> Vec<Path> {
    let keys: Vec<&str> = path
        .0
        .iter()
        .map_while(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
        .collect();
    let ["services", name, rest @ ..] = keys.as_slice() else {
        return vec![path.clone()];
    };
    let mut owners = vec![Path::of(&["services", name])];
    let config = project.document.config.as_ref();
    let written = config.and_then(|config| config.services.get(*name));
    if let (Some(config), Some(written)) = (config, written) {
        let templates = config.templates_of(written).into_iter();
        owners.extend(templates.map(|template| Path::of(&["templates", template])));
        owners.extend(
            written
                .kind
                .as_deref()
                .map(|kind| Path::of(&["kinds", kind])),
        );
    }
    let stack = project.stack.as_ref();
    let own_part = stack
        .and_then(|stack| stack.service(name))
        .filter(|one| one.own);
    owners.extend(own_part.map(|part| Path::of(&["kinds", &part.kind])));
    let mut out: Vec<Path> = Vec::new();
    let tail = |owner: &Path| Path(owner.0.iter().chain(&path.0[2..]).cloned().collect());
    if let ["thresholds", signal, ..] = rest {
        // The kind that the signal comes from, where it is not the service's own.
        let kinds = stack.map_or(&[][..], |stack| &stack.kinds).iter();
        let sources = kinds.filter(|kind| {
            let mut signals = kind.signals.iter();
            signals
                .any(|known| known.name == *signal && known.services.iter().any(|one| one == name))
        });
        for source in sources {
            let owner = Path::of(&["kinds", &source.name]);
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
        out.extend(owners.iter().map(tail));
        out.push(Path(path.0[2..].to_vec()));
        let own = Path::of(&["signals", signal, "threshold"]);
        out.push(Path(own.0.iter().chain(&path.0[4..]).cloned().collect()));
        return out;
    }
    out.extend(owners.iter().map(tail));
    out
}

/// The layer in the environment, then in the files.
fn said(project: &Project, layer: &Path, environment: Option<&str>) -> Vec<Spoken> {
    let overlay = environment.map(|name| under(&Path::of(&["environments", name]), layer));
    let mut found: Vec<Spoken> = overlay
        .iter()
        .filter_map(|overlay| look(project, overlay))
        .collect();
    found.extend(look(project, layer));
    found
}

fn under(outer: &Path, inner: &Path) -> Path {
    Path(outer.0.iter().chain(&inner.0).cloned().collect())
}

/// What the files say there, a shorthand counting for what it is short for.
fn look(project: &Project, path: &Path) -> Option<Spoken> {
    let forms = [Some(path.clone()), other_form(path), in_short(path)];
    let forms: Vec<Path> = forms.into_iter().flatten().collect();
    project.document.files().find_map(|(_, tree)| {
        forms.iter().find_map(|form| {
            let value = tree.at(form)?.clone();
            let at = tree.entry(form).map_or(value.span, |entry| entry.key_span);
            Some(Spoken {
                layer: form.clone(),
                value,
                at,
            })
        })
    })
}

/// `probe` for `probes.default`, and the other way round.
fn other_form(path: &Path) -> Option<Path> {
    let at = path.0.iter().position(
        |segment| matches!(segment, Segment::Key(key) if key == "probe" || key == "probes"),
    )?;
    let (before, rest) = path.0.split_at(at);
    let key = |key: &str| Segment::Key(key.to_owned());
    let form: Vec<Segment> = match rest {
        [Segment::Key(probe), rest @ ..] if probe == "probe" => before
            .iter()
            .cloned()
            .chain([key("probes"), key("default")])
            .chain(rest.iter().cloned())
            .collect(),
        [_, Segment::Key(name), rest @ ..] if name == "default" => before
            .iter()
            .cloned()
            .chain([key("probe")])
            .chain(rest.iter().cloned())
            .collect(),
        _ => return None,
    };
    Some(Path(form))
}

/// `probes.x` for `probes.x.url`, `thresholds.cpu` for `thresholds.cpu.warning`, where it is written in short.
fn in_short(path: &Path) -> Option<Path> {
    let last = match path.0.last()? {
        Segment::Key(key) => key.as_str(),
        Segment::Index(_) => return None,
    };
    ["url", "objective", "warning", "time"]
        .contains(&last)
        .then(|| path.parent())
        .flatten()
}

//! Every metric, label, file and container name that the product prints.

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::config::value::Duration;

/// Recorded answer to "is it up?": 1 seen alive, 0 seen dead, no series: not seen.
pub const UP: &str = "service:up:min";
/// Fact: one series per service.
pub const SERVICE: &str = "monc_service";
/// Fact: one series per dependency.
pub const DEPENDS_ON: &str = "monc_depends_on";
/// Fact: one series per container that is known by name.
pub const CONTAINER: &str = "monc_container";
/// Recorded thresholds, labels `service`, `signal`, `severity`.
pub const THRESHOLD: &str = "monc:threshold";
/// How much of its nearest limit a signal uses, labels `service`, `signal`.
pub const LIMIT: &str = "service:limit:ratio";
/// Fact: one series per objective, whose value it is; labels `service`, `slo`, `window`.
pub const SLO: &str = "monc_slo";
/// Fact: bad events below which an objective pages nobody.
pub const SLO_MIN_EVENTS: &str = "monc_slo_min_events";
/// Share of an objective's error budget that is left; negative when it is missed.
pub const SLO_BUDGET: &str = "slo:budget:left";
/// Rule group of objectives, and that of their long windows.
pub const SLO_GROUP: &str = "slo";
pub const SLO_LONG_GROUP: &str = "slo-long";
/// Job of the facts.
pub const FACTS_JOB: &str = "monc";
/// Alert that always fires, severity `none`.
pub const WATCHDOG: &str = "Watchdog";
/// Alert of a service that was seen dead: it holds back others.
pub const SERVICE_DOWN: &str = "ServiceDown";
/// How long Alertmanager keeps what it has told: the default of `--data.retention`, which is not set.
pub const ALERTMANAGER_RETENTION: Duration = Duration::seconds(120 * 3600);
/// Receiver without integrations, for what nobody is to be told. Names of the file have no dots, so none is like it.
pub const NOBODY: &str = "monc.nobody";
/// Rule group of the alerts that every service has.
pub const SERVICE_GROUP: &str = "service";
/// Rule group of `[alerts]`.
pub const OWN_GROUP: &str = "own";
/// Label of the stack's own parts.
pub const STACK_KIND: &str = "stack";
/// User that the stack logs in as where the file names none.
pub const LOGIN: &str = "monc";
/// Folder in every container in which secrets lie.
pub const SECRETS_FOLDER: &str = "/run/secrets";
/// Folder in containers for certificates that the file names, at their paths as written.
pub const CERTIFICATES_FOLDER: &str = "/etc/monc/certificates";
/// Folder of what `monc build` keeps for itself, in the output.
pub const RECORDS: &str = ".monc";

/// In it: the journal of a build that is at work, or was killed.
pub const JOURNAL: &str = ".monc/pending.json";

/// Folder of dashboards in Grafana's container: `grafana/dashboards` of the output.
pub const DASHBOARDS_FOLDER: &str = "/etc/grafana/dashboards";
/// Grafana's data sources.
pub const PROMETHEUS_UID: &str = "monc-prometheus";
pub const ALERTMANAGER_UID: &str = "monc-alertmanager";
/// Dashboards; a kind's is `monc-<kind>`.
pub const OVERVIEW_UID: &str = "monc-overview";
pub const ALERTS_UID: &str = "monc-alerts";
pub const STACK_UID: &str = "monc-stack";
pub const SLO_UID: &str = "monc-slo";

/// Labels that `labels` may not set, beyond those that signals keep.
pub const RESERVED_LABELS: [&str; 16] = [
    "service",
    "kind",
    "team",
    "host",
    "instance",
    "job",
    "probe",
    "severity",
    "signal",
    "hold",
    "alertname",
    "alertstate",
    "stack",
    "environment",
    "le",
    "quantile",
];

/// Names of the stack's own parts, which no service may have; `stack-*` as well.
pub const RESERVED_SERVICES: [&str; 10] = [
    "prometheus",
    "alertmanager",
    "grafana",
    "blackbox",
    "cadvisor",
    "node",
    "access",
    "secrets",
    "reload",
    "monc",
];

/// Record of objectives over a window: `slo:errors:rate5m`.
pub fn slo(what: &str, window: crate::config::value::Duration) -> String {
    format!("slo:{what}:rate{window}")
}

/// Name of the exporter container of a service.
pub fn exporter(service: &str) -> String {
    format!("{service}-exporter")
}

/// Receiver of the Watchdog: the same ways as the file's, but it never tells of a recovery.
pub fn watchdog_receiver(name: &str) -> String {
    format!("monc.watchdog.{name}")
}

/// Names of all alerts that monc makes of itself, whatever the file says.
pub fn generated_alerts(catalog: &Catalog) -> BTreeSet<String> {
    let kinds = catalog.kinds.iter();
    let of_signals = kinds.flat_map(|(kind, known)| {
        let signals = known.signals.keys();
        signals.map(move |signal| alert(kind, signal))
    });
    let standing = [
        "ServiceDown",
        "ServiceUnseen",
        "ServiceInstanceDown",
        "ServiceFlapping",
        "SignalMissing",
        "Watchdog",
        "StackFactsMissing",
    ];
    of_signals.chain(standing.map(String::from)).collect()
}

/// `http` + `error_ratio` → `HttpErrorRatio`; `probe` + `probe_failed` → `ProbeFailed`.
pub fn alert(kind: &str, signal: &str) -> String {
    let named = signal
        .strip_prefix(kind)
        .is_some_and(|rest| rest.starts_with('_'));
    if named {
        camel(signal)
    } else {
        format!("{}{}", camel(kind), camel(signal))
    }
}

/// `error_ratio` → `ErrorRatio`.
pub fn camel(name: &str) -> String {
    name.split(['_', '-'])
        .filter(|part| !part.is_empty())
        .map(|part| {
            let mut letters = part.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect::<String>())
                .unwrap_or_default()
        })
        .collect()
}

//! What an alert says: four annotations at most, values in human units.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::catalog::{BadWhen, Unit};
use crate::escape::go_template;
use crate::escape::placeholder::{self, Label};
use crate::model::{AlertingRule, Branch, Condition, Stack, Texts, names};

/// More services than this with values of their own are looked up instead of listed.
const LISTED: usize = 20;

/// The annotations of a rule.
pub fn of(stack: &Stack, rule: &AlertingRule) -> Map<String, Value> {
    let mut out = Map::new();
    let summary = by_service(rule, |texts| texts.summary.as_deref(), summary(rule));
    out.insert("summary".into(), summary.into());
    let description = by_service(
        rule,
        |texts| texts.description.as_deref(),
        own(rule, &description(rule)),
    );
    if !description.is_empty() {
        out.insert("description".into(), description.into());
    }
    out.insert("dashboard_url".into(), dashboard(stack, rule).into());
    let runbook = rule
        .runbook
        .as_deref()
        .map(|text| own(rule, text))
        .unwrap_or_default();
    let runbook = by_service(rule, |texts| texts.runbook.as_deref(), runbook);
    if !runbook.is_empty() {
        out.insert("runbook_url".into(), runbook.into());
    }
    let mut texts: BTreeMap<&String, String> = BTreeMap::new();
    for (name, value) in &rule.annotations {
        texts.insert(name, own(rule, value));
    }
    for name in rule.texts.iter().flat_map(|texts| texts.annotations.keys()) {
        let default = texts.get(name).cloned().unwrap_or_default();
        texts.insert(
            name,
            by_service(
                rule,
                |texts| texts.annotations.get(name).map(String::as_str),
                default,
            ),
        );
    }
    for (name, value) in texts {
        out.insert(name.clone(), value.into());
    }
    out
}

/// Own texts of some services, else the default; `default` is already a template.
fn by_service<'r>(
    rule: &'r AlertingRule,
    text: impl Fn(&'r Texts) -> Option<&'r str>,
    default: String,
) -> String {
    let mut out = String::new();
    let mut open = false;
    for texts in &rule.texts {
        let Some(own) = text(texts) else { continue };
        let own = self::own(rule, own);
        if texts.services.len() == rule.services.len() {
            return own;
        }
        out.push_str(if open {
            "{{ else if eq $labels.service"
        } else {
            "{{ if eq $labels.service"
        });
        for service in &texts.services {
            out.push(' ');
            out.push_str(&go_template::string(service));
        }
        out.push_str(" }}");
        out.push_str(&own);
        open = true;
    }
    if !open {
        return default;
    }
    if !default.is_empty() {
        out.push_str("{{ else }}");
        out.push_str(&default);
    }
    out.push_str("{{ end }}");
    out
}

/// A text of the file, its placeholders filled. Labels that the rule itself sets are put in here: Prometheus shows templates only
/// those of the series.
fn own(rule: &AlertingRule, text: &str) -> String {
    placeholder::template(text, |name| {
        let set = match name {
            "alertname" => Some(rule.alert.as_str()),
            "severity" => Some(rule.severity.map_or("none", |severity| severity.name())),
            "signal" => Some(rule.signal.as_str()),
            "hold" => rule.hold.as_deref(),
            _ => rule.labels.get(name).map(String::as_str),
        };
        match set {
            Some(value) => Label::Constant(value),
            // What the expression of an alert of the file gives is known to Prometheus alone.
            None if rule.unit.is_none() => Label::Series,
            None if rule.series_labels.iter().any(|label| label == name) => Label::Series,
            None => Label::Missing,
        }
    })
}

fn summary(rule: &AlertingRule) -> String {
    let who = who(rule);
    match &rule.condition {
        Condition::Threshold {
            unit,
            comparison,
            branches,
            ..
        } if *unit != Unit::State => {
            let side = match comparison {
                BadWhen::Above => "above",
                BadWhen::Below => "below",
            };
            format!(
                "{who}{}: {}, {side} {}",
                go_template::text(&rule.title),
                value("$value", *unit),
                limit(rule, *unit, branches)
            )
        }
        _ if rule.kind == names::SLO_GROUP => format!(
            "{{{{ $labels.service }}}}, objective {{{{ $labels.slo }}}}: {}",
            objective(rule)
        ),
        _ => format!("{who}{}", own(rule, &rule.summary)),
    }
}

/// What an alert of an objective says; its value is the pace at which the error budget goes.
fn objective(rule: &AlertingRule) -> String {
    if rule.signal == "error_budget" {
        let pace = value("$value", Unit::Count);
        format!("error budget goes {pace} times as fast as allowed")
    } else {
        go_template::text(&rule.summary)
    }
}

/// `api (api:3000, /data): `, from the labels that the alert has.
fn who(rule: &AlertingRule) -> String {
    if let Some(service) = rule.labels.get("service") {
        return format!("{}: ", go_template::text(service));
    }
    if rule.unit.is_none() {
        return "{{ with $labels.service }}{{ . }}: {{ end }}".into();
    }
    let identity = ["service", "kind", "team", "host"];
    let further: Vec<&String> = rule
        .series_labels
        .iter()
        .filter(|label| {
            !identity.contains(&label.as_str()) && (*label == "instance" || is_kept(rule, label))
        })
        .collect();
    let mut out = "{{ $labels.service }}".to_owned();
    for label in further {
        out.push_str(&format!(
            "{{{{ with $labels.{label} }}}} ({{{{ . }}}}){{{{ end }}}}"
        ));
    }
    out.push_str(": ");
    out
}

/// Labels after `instance` (or after the identity ones) are those that the signal keeps.
fn is_kept(rule: &AlertingRule, label: &str) -> bool {
    let at = rule.series_labels.iter().position(|known| known == label);
    let instance = rule
        .series_labels
        .iter()
        .position(|known| known == "instance");
    match (at, instance) {
        (Some(at), Some(instance)) => at > instance,
        _ => false,
    }
}

/// A value in human units.
fn value(what: &str, unit: Unit) -> String {
    match unit {
        Unit::Ratio => format!("{{{{ {what} | humanizePercentage }}}}"),
        Unit::Duration => format!("{{{{ {what} | humanizeDuration }}}}"),
        Unit::Bytes => format!("{{{{ {what} | humanize1024 }}}}B"),
        Unit::BytesPerSecond => format!("{{{{ {what} | humanize1024 }}}}B/s"),
        Unit::Rate => format!("{{{{ {what} | printf \"%.3g\" }}}}/s"),
        Unit::Count | Unit::Cores | Unit::State => format!("{{{{ {what} | printf \"%.3g\" }}}}"),
    }
}

/// The limit of the service: a constant, a choice, or, with many services of their own, what the recorded limit says.
fn limit(rule: &AlertingRule, unit: Unit, branches: &[Branch]) -> String {
    let Some((usual, others)) = branches.split_first() else {
        return String::new();
    };
    let others: Vec<&Branch> = others
        .iter()
        .filter(|branch| branch.shown != usual.shown)
        .collect();
    if others.is_empty() {
        return usual.shown.clone();
    }
    if others
        .iter()
        .map(|branch| branch.names.len())
        .sum::<usize>()
        > LISTED
    {
        let severity = rule.severity.map_or("none", |severity| severity.name());
        let query = format!("{}{{service=%q,signal=%q,severity=%q}}", names::THRESHOLD);
        return format!(
            "{{{{ with printf {} $labels.service {} {} | query }}}}{}{{{{ end }}}}",
            go_template::string(&query),
            go_template::string(&rule.signal),
            go_template::string(severity),
            value(". | first | value", unit),
        );
    }
    let mut out = String::new();
    for (index, branch) in others.iter().enumerate() {
        out.push_str(if index == 0 {
            "{{ if eq $labels.service"
        } else {
            "{{ else if eq $labels.service"
        });
        for name in branch.names.iter() {
            out.push(' ');
            out.push_str(&go_template::string(name));
        }
        out.push_str(&format!(" }}}}{}", branch.shown));
    }
    out.push_str(&format!("{{{{ else }}}}{}{{{{ end }}}}", usual.shown));
    out
}

fn description(rule: &AlertingRule) -> String {
    match (rule.means.as_str(), rule.first.as_str()) {
        ("", first) => first.to_owned(),
        (means, "") => means.to_owned(),
        (means, first) => format!("{means} Do first: {first}"),
    }
}

/// The page of the service's kind, with the service chosen; alerts without a kind lead to the page of all alerts.
fn dashboard(stack: &Stack, rule: &AlertingRule) -> String {
    let root = go_template::text(&stack.grafana.url);
    if rule.kind == names::SLO_GROUP {
        return format!(
            "{root}/d/{}?var-service={{{{ $labels.service | urlQueryEscape }}}}&var-slo={{{{ $labels.slo | urlQueryEscape }}}}",
            names::SLO_UID
        );
    }
    let service = match rule.labels.get("service") {
        Some(service) => crate::escape::url::component(service),
        None => "{{ $labels.service | urlQueryEscape }}".into(),
    };
    let kind = match rule.labels.get("kind") {
        Some(kind) => kind.clone(),
        None => {
            let usual = "{{ or $labels.kind \"alerts\" }}";
            let pageless = pageless(stack, rule);
            if pageless.is_empty() {
                usual.into()
            } else {
                let names: String = pageless
                    .iter()
                    .map(|kind| format!(" {}", go_template::string(kind)))
                    .collect();
                format!(
                    "{{{{ if eq $labels.kind{names} }}}}alerts{{{{ else }}}}{usual}{{{{ end }}}}"
                )
            }
        }
    };
    format!("{root}/d/monc-{kind}?var-service={service}&from=now-3h&to=now")
}

/// Kinds of the rule's services that have no page, since they have no signal to show. Most stacks have none: services
/// are compared with the rule's only if they are of such a kind.
fn pageless<'s>(stack: &'s Stack, rule: &AlertingRule) -> BTreeSet<&'s str> {
    let mut raised: Option<BTreeSet<&String>> = None;
    let mut kinds = BTreeSet::new();
    for service in &stack.services {
        let kind = service.kind_label.as_str();
        let has_page = kind == names::STACK_KIND
            || stack
                .kind(kind)
                .is_some_and(|kind| !kind.signals.is_empty());
        if !has_page
            && raised
                .get_or_insert_with(|| rule.services.iter().collect())
                .contains(&service.name)
        {
            kinds.insert(kind);
        }
    }
    kinds
}

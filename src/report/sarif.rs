//! SARIF 2.1.0, what code scanning reads: the rules with their pages, each finding with regions in UTF-16 columns.
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Level};
use crate::escape::url;
use crate::lints::{self, Lint};
use crate::source::Sources;

use super::fingerprint::fingerprint;
use super::placed::{Placed, PlacedLabel, Report, place};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One JSON document, with a newline at its end.
pub fn sarif(findings: &[Diagnostic], sources: &Sources) -> String {
    let report = place(findings, sources);
    let found: BTreeSet<&str> = findings.iter().map(|finding| finding.id).collect();
    let rules: Vec<&Lint> = lints::ALL
        .iter()
        .filter(|lint| found.contains(lint.id))
        .collect();
    let mut seen = HashMap::new();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|placed| result(placed, &report, sources, &rules, &mut seen))
        .collect();
    let rules: Vec<Value> = rules.into_iter().map(rule).collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "monc",
                "version": crate::VERSION,
                "semanticVersion": crate::VERSION,
                "rules": rules,
            } },
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    let mut out = serde_json::to_string_pretty(&document).unwrap_or_default();
    out.push('\n');
    out
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Advice => "note",
    }
}

fn rule(lint: &Lint) -> Value {
    let about = lint.about();
    // The title of a page is the id, which is shown anyway.
    let page = lint
        .page
        .split_once('\n')
        .map_or("", |(_, rest)| rest)
        .trim();
    let group = lint.id.split('/').next().unwrap_or_default();
    json!({
        "id": lint.id,
        "shortDescription": { "text": about },
        "fullDescription": { "text": about },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(lint.level) },
        "properties": { "tags": [group] },
    })
}

fn result(
    placed: &Placed<'_>,
    report: &Report<'_>,
    sources: &Sources,
    rules: &[&Lint],
    seen: &mut HashMap<String, usize>,
) -> Value {
    let mut result = Map::new();
    let id = placed.finding.id;
    result.insert("ruleId".into(), id.into());
    // Every finding is one of a lint; a test keeps it.
    if let Some(index) = rules.iter().position(|lint| lint.id == id) {
        result.insert("ruleIndex".into(), index.into());
    }
    result.insert("level".into(), level(placed.finding.level).into());
    let told = message(&placed.told());
    result.insert("message".into(), told);
    let mut labels = placed.labels.iter();
    let path = labels.clone().next().and_then(|label| {
        let file = report.files.get(&label.span.file)?;
        Some(url::path(&file.name))
    });
    let first = labels
        .next()
        .and_then(|label| location(label, report, sources));
    result.insert("locations".into(), first.into_iter().collect());
    let related: Vec<Value> = labels
        .filter_map(|label| {
            let mut location = location(label, report, sources)?;
            location["message"] = message(&label.text);
            Some(location)
        })
        .collect();
    if !related.is_empty() {
        result.insert("relatedLocations".into(), related.into());
    }
    if !placed.finding.environments.is_empty() {
        let environments = json!({ "environments": placed.finding.environments });
        result.insert("properties".into(), environments);
    }
    let print = fingerprint(placed, path.as_deref().unwrap_or_default(), seen);
    result.insert(
        "partialFingerprints".into(),
        json!({ "moncFinding/v1": print }),
    );
    Value::Object(result)
}

/// `[a](b)` would be a link (3.11.6): `\` before the bracket keeps it as it is.
fn message(text: &str) -> Value {
    if text.contains("](") {
        json!({ "text": text.replace('[', "\\[") })
    } else {
        json!({ "text": text })
    }
}

fn location(label: &PlacedLabel, report: &Report<'_>, sources: &Sources) -> Option<Value> {
    let file = report.files.get(&label.span.file)?;
    let text = sources.text(label.span.file);
    let start = file.lines.position_in_utf16(text, label.span.start);
    let end = file.lines.position_in_utf16(text, label.span.end);
    Some(json!({
        "physicalLocation": {
            "artifactLocation": { "uri": url::path(&file.name) },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    }))
}

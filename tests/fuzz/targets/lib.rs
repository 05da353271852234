//! What every target does with a file: everything that a command would.

use monc::diagnostic::Diagnostic;
use monc::mending::mended;
use monc::report;
use monc::resolve::{Inputs, OwnKind, TakenInput};
use monc::source::Sources;

/// A stack that takes one file of each sort along.
const TAKES: &str = r#"[monc]
edition = "2026"
[stack]
name = "shop"
catalog = ["taken"]
[services.m]
kind = "host"
[services.api]
kind = "http"
dialect = "micrometer"
address = "api:8080"
[grafana]
dashboards = ["taken"]
[prometheus]
rules = ["taken"]
"#;

/// Which key takes the file along.
pub enum Sort {
    Rules,
    Dashboard,
    Kind,
}

/// Bytes as a `monitoring.toml`: judged, reported in every form, mended, and built where it has no errors.
pub fn check(bytes: &[u8]) {
    run(bytes.to_vec(), 0, |_| Inputs::default());
}

/// Bytes as a file that the stack takes along.
pub fn taken(bytes: &[u8], sort: Sort) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    run(TAKES.as_bytes().to_vec(), bytes.len(), |sources| {
        let file = sources.add_taken("taken", text.clone());
        let input = TakenInput {
            entry: 0,
            path: "taken".to_owned(),
            text,
            file,
        };
        let mut inputs = Inputs::default();
        match sort {
            Sort::Rules => inputs.rules.push(input),
            Sort::Dashboard => inputs.dashboards.push(input),
            Sort::Kind => inputs.kinds.push(OwnKind::read(sources, input)),
        }
        inputs
    });
}

/// The slow parts, a whole stack and every lint's page in SARIF, are done for one file in so many: speed finds more.
const ALL_OF_IT: usize = 16;

fn run(bytes: Vec<u8>, taken: usize, inputs: impl FnOnce(&mut Sources) -> Inputs) {
    let mut sources = Sources::default();
    let (file, encoding) = sources.add_bytes("monitoring.toml", bytes);
    let broken = encoding.is_some();
    let document = monc::read(&sources, file, encoding);
    let inputs = inputs(&mut sources);
    let (stack, findings) = monc::judge(&document, &inputs);
    let whole = sources.text(file).len().wrapping_add(taken).is_multiple_of(ALL_OF_IT);
    report(&document.locate(&sources, &findings), &sources, whole);
    if !broken {
        // Idempotence is a property test's; here it must only come back.
        let _ = mended(sources.text(file), &findings);
    }
    if let Some(stack) = stack.filter(|_| whole && !monc::has_errors(&findings)) {
        let files = monc::emit::emit(&stack);
        assert!(files.get("docker-compose.yml").is_some());
    }
}

fn report(findings: &[Diagnostic], sources: &Sources, whole: bool) {
    let options = report::Options::default();
    let mut all = vec![
        report::human(findings, sources, &options),
        report::short(findings, sources),
        report::json(findings, sources),
    ];
    if whole {
        all.extend([
            report::sarif(findings, sources),
            report::github(findings, sources),
            report::gitlab(findings, sources),
            report::junit(findings, sources, &options),
        ]);
    }
    assert!(findings.is_empty() || all.iter().all(|text| !text.is_empty()));
}

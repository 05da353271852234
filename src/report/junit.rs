//! A test report as JUnit's tasks for Ant write it, which most CI systems show: a suite for each file that was checked, a test for each finding.
//! What does not stop the run is a test that passed, with the finding as its output.

use crate::diagnostic::{Diagnostic, Level};
use crate::escape::xml;
use crate::source::Sources;

use super::Options;
use super::placed::{Placed, Report, place};

/// One XML document, with a newline at its end.
pub fn junit(findings: &[Diagnostic], sources: &Sources, options: &Options) -> String {
    let report = place(findings, sources);
    let stops = |placed: &Placed<'_>| match placed.finding.level {
        Level::Error => true,
        Level::Warning => options.deny_warnings,
        Level::Advice => false,
    };
    let mut suites = String::new();
    let (mut tests, mut failures) = (0, 0);
    for (id, source) in sources.files() {
        let of_file: Vec<&Placed<'_>> = report
            .findings
            .iter()
            .filter(|placed| placed.labels.first().map(|label| label.span.file) == Some(id))
            .collect();
        // Of files taken along, those without findings are no news.
        if source.taken && of_file.is_empty() {
            continue;
        }
        let failed = of_file.iter().filter(|placed| stops(placed)).count();
        let name = xml::text(&source.name);
        let mut cases = String::new();
        for placed in &of_file {
            cases.push_str(&case(placed, &name, &report, sources, stops(placed)));
        }
        if of_file.is_empty() {
            cases.push_str(&format!(
                "    <testcase classname=\"{name}\" name=\"no findings\" time=\"0\"/>\n"
            ));
        }
        let count = of_file.len().max(1);
        tests += count;
        failures += failed;
        suites.push_str(&format!(
            "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failed}\" errors=\"0\" skipped=\"0\" time=\"0\">\n{cases}  </testsuite>\n"
        ));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"monc\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" time=\"0\">\n{suites}</testsuites>\n"
    )
}

fn case(
    placed: &Placed<'_>,
    name: &str,
    report: &Report<'_>,
    sources: &Sources,
    stops: bool,
) -> String {
    let span = placed.labels.first().map(|label| label.span);
    let span = span.unwrap_or_default();
    let position = report
        .files
        .get(&span.file)
        .map(|file| file.lines.position(sources.text(span.file), span.start));
    let (line, column) = position.map_or((1, 1), |position| (position.line, position.column));
    let id = placed.finding.id;
    let level = placed.finding.level;
    let title = xml::text(&placed.title);
    let told = xml::text(&format!(
        "{}:{line}:{column}: {level}[{id}]: {}",
        report.files.get(&span.file).map_or("", |file| &file.name),
        placed.told()
    ));
    let inside = if stops {
        format!("      <failure message=\"{title}\" type=\"{level}\">{told}</failure>\n")
    } else {
        format!("      <system-out>{told}</system-out>\n")
    };
    format!(
        "    <testcase classname=\"{name}\" name=\"{id}:{line}:{column}\" time=\"0\">\n{inside}    </testcase>\n"
    )
}

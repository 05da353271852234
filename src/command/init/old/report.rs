//! The report, for a person.

use super::told::Told;

/// Its text.
pub fn text(told: &Told, folder: &str) -> String {
    let mut out = format!("What monc made of {folder}\n");
    section(
        &mut out,
        "Wrong with it until now",
        told.findings.iter().cloned(),
    );
    section(
        &mut out,
        "What became what",
        told.became
            .iter()
            .map(|(what, into)| format!("{what} → {into}")),
    );
    section(
        &mut out,
        "Not taken along",
        told.dropped
            .iter()
            .map(|(what, why)| format!("{what}: {why}")),
    );
    section(&mut out, "Then", told.then.iter().cloned());
    out
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines: Vec<String> = lines.collect();
    let mut seen = std::collections::BTreeSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("\n{title} ({})\n", lines.len()));
    for line in lines {
        let plain: String = line
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        out.push_str(&format!("- {plain}\n"));
    }
}

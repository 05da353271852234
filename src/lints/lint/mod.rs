//! A lint, and running them.

pub mod not_lowered;
pub mod unknown;

use crate::config::{Config, LintLevel};
use crate::diagnostic::{Diagnostic, Level, Place};

use super::context::{Context, Findings};

/// One thing that is found, whoever finds it.
#[derive(Debug, Clone, Copy)]
pub struct Lint {
    /// `group/name`.
    pub id: &'static str,
    pub level: Level,
    /// Whether its errors stay errors.
    pub firm: bool,
    /// Markdown that `monc explain` prints.
    pub page: &'static str,
    /// The room that finds it; none: another stage of the compiler says it.
    pub check: Option<fn(&Context<'_>, &mut Findings)>,
}

impl Lint {
    /// The first paragraph of its page, on one line.
    pub fn about(&self) -> String {
        self.page
            .lines()
            .skip_while(|line| line.is_empty() || line.starts_with('#'))
            .take_while(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Runs every lint.
pub fn run(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for check in super::ALL.iter().filter_map(|lint| lint.check) {
        check(context, &mut out);
    }
    soften_taken(context, &mut out);
    out
}

/// An alert that people brought along and that can never fire keeps nothing from running: it is an error in `monitoring.toml`, where one
/// is being written, and a warning in a rule file. What Prometheus refuses stays an error.
fn soften_taken(context: &Context<'_>, findings: &mut Findings) {
    if context.rule_files.is_empty() {
        return;
    }
    for finding in findings {
        let taken = match finding.labels.first().map(|label| &label.place) {
            Some(Place::At(span)) => {
                let mut files = context.rule_files.iter();
                files.any(|file| file.file == span.file)
            }
            _ => false,
        };
        let mut lints = super::ALL.iter();
        let firm = lints.any(|lint| lint.id == finding.id && lint.firm);
        if taken && !firm && finding.level == Level::Error {
            finding.level = Level::Warning;
        }
    }
}

/// Applies `[lint]`: a lint's own level, else its group's `all`. Firm errors stay.
pub fn levels(config: &Config, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if config.lint.is_empty() {
        return findings;
    }
    findings
        .into_iter()
        .filter_map(|mut finding| {
            let (group, name) = finding.id.split_once('/')?;
            let lint = super::ALL.iter().find(|lint| lint.id == finding.id);
            if finding.level == Level::Error && lint.is_some_and(|lint| lint.firm) {
                return Some(finding);
            }
            let keys = config.lint.get(group);
            let level = keys.and_then(|keys| keys.get(name).or_else(|| keys.get("all")));
            match level {
                Some(LintLevel::Allow) => None,
                Some(LintLevel::Warn) => {
                    finding.level = Level::Warning;
                    Some(finding)
                }
                Some(LintLevel::Deny) => {
                    finding.level = Level::Error;
                    Some(finding)
                }
                None => Some(finding),
            }
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::levels;
    use crate::config::Config;
    use crate::diagnostic::{Diagnostic, Level};

    #[test]
    fn firm_errors_stay() {
        let config: Config = toml::from_str(
            "[lint]\nsecret.in-plain-text = \"allow\"\nsecret.not-expanded = \"warn\"\ntoml.all = \"allow\"\n",
        )
        .unwrap();
        let findings = vec![
            Diagnostic::error("secret/in-plain-text", "a"),
            Diagnostic::error("secret/not-expanded", "b"),
            Diagnostic::error("toml/syntax", "c"),
            Diagnostic::advice("toml/newer-syntax", "d"),
        ];
        let left: Vec<(String, Level)> = levels(&config, findings)
            .into_iter()
            .map(|finding| (finding.title, finding.level))
            .collect();
        assert_eq!(
            left,
            [
                ("a".to_owned(), Level::Error),
                ("b".to_owned(), Level::Warning),
                ("c".to_owned(), Level::Error)
            ]
        );
    }
}

//! The last line: `monitoring.toml: 2 errors, 1 warning in 9 services, 31 alerts, 2 receivers`.

use std::fmt::Write;

use crate::cli::Deny;
use crate::diagnostic::{Diagnostic, Level};

use super::{Outcome, Project, Terminal};

/// Numbers of one file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Summary {
    errors: usize,
    warnings: usize,
    advices: usize,
    /// Services, alerts and receivers, where the file could be resolved.
    size: Option<[usize; 3]>,
    /// The name of what the numbers are of, and of the environments beside it.
    names: Vec<String>,
    /// Whether an environment has errors, and warnings.
    beside: [bool; 2],
}

impl Summary {
    pub fn of(project: &Project) -> Summary {
        let count = |level| {
            project
                .findings
                .iter()
                .filter(|finding| finding.level == level)
                .count()
        };
        Summary {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            advices: count(Level::Advice),
            size: project.stack.as_ref().map(|stack| {
                [
                    stack.services.iter().filter(|service| !service.own).count(),
                    stack.groups.iter().map(|group| group.alerts.len()).sum(),
                    stack.receivers.len(),
                ]
            }),
            ..Summary::default()
        }
    }

    /// Of the base (or what was asked for), with the environments beside it.
    pub fn of_all(views: &[(String, Project)]) -> Summary {
        let mut all = views.iter().map(|(_, project)| Summary::of(project));
        let mut summary = all.next().unwrap_or_default();
        for other in all {
            summary.beside[0] |= other.errors > 0;
            summary.beside[1] |= other.warnings > 0;
        }
        summary.names = views.iter().map(|(name, _)| name.clone()).collect();
        summary
    }

    /// How the command ends.
    pub fn outcome(&self, deny: Option<Deny>) -> Outcome {
        let [errors, warnings] = self.beside;
        if self.errors > 0 || errors || (deny.is_some() && (self.warnings > 0 || warnings)) {
            Outcome::Findings
        } else {
            Outcome::Fine
        }
    }

    /// The line for the file of this name; `findings`: of all environments together.
    pub fn line(&self, name: &str, findings: &[Diagnostic]) -> String {
        let mut line = self.line_alone(name);
        let Some((base, others)) = self.names.split_first() else {
            return line;
        };
        for other in others {
            // What the base has as well was counted there.
            let own = |level| {
                let of_it = |finding: &&Diagnostic| {
                    finding.level == level
                        && finding.environments.contains(other)
                        && !finding.environments.contains(base)
                };
                findings.iter().filter(of_it).count()
            };
            let own = [Level::Error, Level::Warning, Level::Advice].map(own);
            let _ = write!(line, "; {other}: {}", words(own).join(", "));
        }
        line
    }

    /// The line for just this.
    pub fn line_alone(&self, name: &str) -> String {
        let found = words([self.errors, self.warnings, self.advices]);
        let mut line = format!("{name}: {}", found.join(", "));
        if let Some([services, alerts, receivers]) = self.size {
            let _ = write!(
                line,
                "{} {}, {}, {}",
                if found == ["fine"] { ":" } else { " in" },
                counted(services, "service", "services"),
                counted(alerts, "alert", "alerts"),
                counted(receivers, "receiver", "receivers"),
            );
        }
        line
    }
}

/// Numbers of errors, warnings and advices; `fine`, where there are none.
fn words([errors, warnings, advices]: [usize; 3]) -> Vec<String> {
    let mut found: Vec<String> = [
        (errors, "error", "errors"),
        (warnings, "warning", "warnings"),
        (advices, "piece of advice", "pieces of advice"),
    ]
    .into_iter()
    .filter(|(number, _, _)| *number > 0)
    .map(|(number, one, many)| counted(number, one, many))
    .collect();
    if found.is_empty() {
        found.push("fine".to_owned());
    }
    found
}

/// `1 error`, `2 errors`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// What `--fix` would mend, and the page that says most about the worst finding.
pub fn say_more(findings: &[Diagnostic], terminal: &Terminal) {
    let fixable = findings.iter().filter(|finding| finding.fix.is_some());
    match fixable.count() {
        0 => {}
        number => terminal.next(&format!(
            "{number} can be fixed with `monc check --fix`; `--diff` shows it first."
        )),
    }
    if let Some(worst) = findings.iter().min_by_key(|finding| finding.level) {
        terminal.next(&format!("`monc explain {}` says more.", worst.id));
    }
}

#[cfg(test)]
mod tests {
    use super::Summary;

    #[test]
    fn reads_like_a_sentence() {
        let line = |errors, warnings, size| {
            Summary {
                errors,
                warnings,
                advices: 0,
                size,
                ..Summary::default()
            }
            .line_alone("monitoring.toml")
        };
        assert_eq!(
            line(2, 1, Some([9, 31, 1])),
            "monitoring.toml: 2 errors, 1 warning in 9 services, 31 alerts, 1 receiver"
        );
        assert_eq!(
            line(0, 0, Some([1, 3, 0])),
            "monitoring.toml: fine: 1 service, 3 alerts, 0 receivers"
        );
        assert_eq!(line(1, 0, None), "monitoring.toml: 1 error");
    }
}
